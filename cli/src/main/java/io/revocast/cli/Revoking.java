package io.revocast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** What all of {@code revoke …} do: preview when asked or when it is wide, confirm, revoke, say what came of it. */
abstract class Revoking implements Callable<Integer> {
    private static final String PATH = "/v1/revocations";

    @Mixin
    final Session session;

    @Mixin
    final Why why = new Why();

    @Mixin
    final Guard guard = new Guard();

    Revoking(Terminal terminal) {
        session = new Session(terminal);
    }

    /** What to revoke, without the reason. */
    abstract ObjectNode entry() throws CommandFailure;

    /** What a person types to confirm. */
    abstract String name();

    /** Whether it is previewed and confirmed whatever the publisher asks for. */
    boolean wide() {
        return false;
    }

    @Override
    public Integer call() throws CommandFailure {
        ObjectNode entry = entry();
        why.addTo(entry);
        Api api = session.api();
        if (guard.dryRun()) {
            JsonNode preview = preview(api, entry);
            if (session.json()) {
                session.print(preview);
            } else {
                Words.preview(preview).forEach(session::print);
            }
            return ExitCode.OK.number();
        }
        if (wide()) {
            confirm(entry, guard.confirm(session, preview(api, entry), name()));
        }
        Api.Answer answer = api.post(PATH, entry);
        JsonNode asked = answer.body().path("preview");
        if (answer.status() == 409 && !asked.isMissingNode() && !entry.has("confirm")) {
            confirm(entry, guard.confirm(session, asked, name()));
            answer = api.post(PATH, entry);
        }
        report(answer.orFail());
        return ExitCode.OK.number();
    }

    private static JsonNode preview(Api api, ObjectNode entry) throws CommandFailure {
        return api.post(PATH + "?dryRun=true", entry).orFail();
    }

    private static void confirm(ObjectNode entry, @Nullable String token) {
        if (token != null) {
            entry.put("confirm", token);
        }
    }

    private void report(JsonNode answer) throws CommandFailure {
        String outcome = answer.path("outcome").asText("");
        if (outcome.isEmpty()) {
            throw Failures.garbled(new IllegalStateException("the answer names no outcome"));
        }
        if (session.json()) {
            session.print(answer);
            return;
        }
        String target = Words.target(answer.path("target"));
        if (outcome.equals("expired")) {
            session.print("expired already, nothing to revoke: " + target);
            return;
        }
        session.print(session.style().red("revoked") + ": " + target);
        session.print("  " + (outcome.equals("created") ? "new" : outcome) + ", until "
                + Words.clean(answer.path("expiresAt").asText("")));
        session.print("  id " + Words.clean(answer.path("id").asText("none")));
        for (JsonNode warning : answer.path("warnings")) {
            session.say("revocast: warning: " + Words.clean(warning.asText()));
        }
    }
}
