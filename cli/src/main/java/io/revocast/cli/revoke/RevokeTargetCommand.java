package io.revocast.cli.revoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.revocast.cli.command.CommandFailure;
import io.revocast.cli.command.ConnectionOptions;
import io.revocast.cli.command.ExitCode;
import io.revocast.cli.command.Failures;
import io.revocast.cli.command.HumanFormat;
import io.revocast.cli.command.JsonDocuments;
import io.revocast.cli.command.Propagated;
import io.revocast.cli.command.PublisherCalls;
import io.revocast.cli.command.Terminal;
import io.revocast.client.PropagationWait;
import io.revocast.client.RevocationRefusedException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** What all of {@code revoke …} do: preview when asked or when it is broad, confirm, revoke, say what came of it. */
abstract class RevokeTargetCommand implements Callable<Integer> {
    /** How to name the value of a claim, for its help. */
    static final String VALUE =
            "the value; true or false; a number in its shortest decimal form, such as 7, 1.5 or 1000, "
                    + "not 7.0, 1.50 or 1E3";

    private static final String PREVIEW = "preview";
    private static final String CONFIRM = "confirm";

    @Mixin
    final ConnectionOptions connection;

    @Mixin
    final ReasonOptions reason = new ReasonOptions();

    @Mixin
    final ConfirmationOptions confirmations = new ConfirmationOptions();

    @Mixin
    final RepetitionOptions repetition = new RepetitionOptions();

    @Mixin
    final WaitOptions wait = new WaitOptions();

    RevokeTargetCommand(Terminal terminal) {
        connection = new ConnectionOptions(terminal);
    }

    /** What to revoke, without the reason. */
    abstract ObjectNode entry() throws CommandFailure;

    /** What a person types to confirm. */
    abstract String name();

    /** Whether it is previewed and confirmed whatever the publisher asks for. */
    boolean broad() {
        return false;
    }

    @Override
    public Integer call() throws CommandFailure {
        ObjectNode entry = entry();
        reason.addTo(entry);
        PropagationWait first = wait.first(connection);
        PublisherCalls publisher = connection.publisher();
        if (confirmations.dryRun()) {
            JsonNode preview = preview(publisher, entry);
            if (connection.json()) {
                connection.print(preview);
            } else {
                HumanFormat.preview(preview).forEach(connection::print);
            }
            return ExitCode.OK.number();
        }
        boolean confirmed = false;
        if (confirmations.confirmation() != null) {
            confirm(entry, confirmations.confirmation());
        } else if (broad()) {
            confirm(entry, confirmations.confirm(connection, preview(publisher, entry), name()));
            confirmed = true;
        }
        JsonNode answer = send(publisher, entry, first, !confirmed);
        if (answer.has(PREVIEW)) {
            confirm(entry, confirmations.confirm(connection, answer.path(PREVIEW), name()));
            answer = send(publisher, entry, first, false);
        }
        boolean complete = !(answer instanceof ObjectNode object) || wait.awaitRest(connection, publisher, object);
        report(answer);
        return (complete ? ExitCode.OK : ExitCode.NOT_CONFIRMED).number();
    }

    /**
     * Sends the request.
     *
     * @param mayAsk whether the problem that holds a preview is returned; otherwise it is a failure
     */
    private JsonNode send(PublisherCalls publisher, ObjectNode entry, @Nullable PropagationWait first, boolean mayAsk)
            throws CommandFailure {
        String confirm =
                entry.has(CONFIRM) ? " --confirmation " + entry.path(CONFIRM).asText() : "";
        return repetition.send(connection, confirm, key -> {
            try {
                byte[] request = JsonDocuments.bytes(entry);
                return publisher.send(
                        api -> first == null ? api.revoke(key, request) : api.revoke(key, request, first));
            } catch (RevocationRefusedException e) {
                JsonNode problem = JsonDocuments.read(e.document());
                if (mayAsk && e.status() == 409 && problem.has(PREVIEW)) {
                    return problem;
                }
                throw Failures.of(e);
            }
        });
    }

    private static JsonNode preview(PublisherCalls publisher, ObjectNode entry) throws CommandFailure {
        return publisher.ask(api -> api.preview(JsonDocuments.bytes(entry)));
    }

    private static void confirm(ObjectNode entry, @Nullable String token) {
        if (token != null) {
            entry.put(CONFIRM, token);
        }
    }

    private void report(JsonNode answer) throws CommandFailure {
        String outcome = answer.path("outcome").asText("");
        if (outcome.isEmpty()) {
            throw Failures.garbled(new IllegalStateException("the answer names no outcome"));
        }
        if (connection.json()) {
            connection.print(answer);
            return;
        }
        String target = HumanFormat.target(answer.path("target"));
        if (outcome.equals("expired")) {
            connection.print("expired already, nothing to revoke: " + target);
            return;
        }
        connection.print(connection.style().red("revoked") + ": " + target);
        connection.print("  " + (outcome.equals("created") ? "new" : outcome) + ", until "
                + HumanFormat.clean(answer.path("expiresAt").asText("")));
        connection.print("  id " + HumanFormat.clean(answer.path("id").asText("none")));
        if (answer.has("propagation")) {
            Propagated.lines(answer.path("propagation")).forEach(line -> connection.print("  " + line));
        }
        for (JsonNode warning : answer.path("warnings")) {
            connection.say("revocast: warning: " + HumanFormat.clean(warning.asText()));
        }
    }
}
