package io.revocast.demo.story;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.revocast.client.PropagationReply;
import io.revocast.client.Reason;
import io.revocast.client.RevocationClient;
import io.revocast.client.RevocationRefusedException;
import io.revocast.client.RevocationReply;
import io.revocast.client.RevocationUnconfirmedException;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The life of a token, played on a stage that is ready. */
final class Story {
    private static final int REHEARSALS = 12;
    private static final int REHEARSALS_WHEN_SLOW = 4;
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Stage stage;
    private final Http http;
    private final StoryReport report;
    private final List<URI> everywhere;
    private final Instance first;
    private final RevocationClient publisher;
    private final int rehearsals;
    private final String all;
    private final String names;
    private @Nullable UUID revoked;

    Story(Stage stage, Http http, StoryReport report) throws StoryException {
        this.stage = stage;
        this.http = http;
        this.report = report;
        this.everywhere =
                stage.instances().stream().map(instance -> instance.at("/me")).toList();
        this.first = stage.instances().get(0);
        this.rehearsals = stage.hasSlowInstances() ? REHEARSALS_WHEN_SLOW : REHEARSALS;
        int count = everywhere.size();
        this.all = count == 3 ? "all three" : "all " + count;
        this.names = count == 3 ? "demo-1, demo-2, demo-3" : "demo-1 to demo-" + count;
        String apiKey = stage.apiKey();
        this.publisher = RevocationClient.builder(stage.publisher().at("/"), () -> apiKey)
                .requestTimeout(ANSWER)
                .tries(1)
                .build();
    }

    /** A little longer than a used refresh token still buys the same pair. */
    private static final Duration GRACE = Duration.ofSeconds(11);

    /** The two tokens of a session. */
    private record Pair(String access, String refresh) {
        static Pair of(Answer answer) {
            return new Pair(answer.text("access_token"), answer.text("refresh_token"));
        }
    }

    /**
     * Plays every step, and stops with an exception at the first that does not hold.
     *
     * @return the access token that was revoked first
     */
    String play() throws StoryException, InterruptedException {
        report.step("warm up", rehearsals + " rounds with bob, not measured", this::rehearse);
        Pair alice = report.step("log in", "alice, at demo-1", () -> logIn("alice"));
        report.step("accepted", "GET /me on " + names, () -> ask(200, alice.access()));
        // The token itself is revoked here, its session by a reuse, another session by a log-out.
        watched("revoke", "the access token, pasted to the publisher", 201, alice, () -> publish(alice.access()));
        report.step("reported", "by the instances themselves", this::propagated);
        crash(alice);
        Pair next = report.step("refresh", "the refresh token buys a new pair, once", () -> refresh(alice));
        report.step("accepted", "the new access token, on " + all, () -> ask(200, next.access()));
        // The service takes an earlier repetition for one by the same client, and answers with the same pair.
        TimeUnit.MILLISECONDS.sleep(GRACE.toMillis());
        watched("reuse", "the used refresh token again: the session ends", 401, next, () -> exchange(alice));
        Pair again = report.step("log in", "alice, once more", () -> logIn("alice"));
        watched("log out", "POST /logout at demo-1", 204, again, () -> logOut(again));
        return alice.access();
    }

    /** Lets five cold JVMs load what they need, so that what is measured is the system and not the class loader. */
    private Outcome<Integer> rehearse() throws StoryException, InterruptedException {
        long begun = System.nanoTime();
        boolean held = true;
        for (int round = 0; round < rehearsals; round++) {
            Pair bob = logIn("bob").result();
            Pair next = refresh(bob).result();
            held &= Watch.during(http, everywhere, bob.access(), () -> publish(bob.access()))
                    .outcome(201)
                    .held();
            held &= Watch.during(http, everywhere, next.access(), () -> logOut(next))
                    .outcome(204)
                    .held();
        }
        return new Outcome<>(held, "", Outcome.seconds(System.nanoTime() - begun), rehearsals);
    }

    private Outcome<Pair> logIn(String user) throws InterruptedException {
        String password = user.equals("alice") ? "wonderland" : "builder";
        Answer answer = http.post(first.at("/login"), Map.of("username", user, "password", password));
        return Outcome.expect(200, "", answer).with(Pair.of(answer));
    }

    private Outcome<List<Answer>> ask(int expected, String token) throws InterruptedException {
        List<Answer> answers = new ArrayList<>();
        for (URI address : everywhere) {
            answers.add(http.get(address, token));
        }
        return Outcome.expect(expected, "", answers);
    }

    private Answer publish(String token) {
        long begun = System.nanoTime();
        int status = revoke(token);
        return new Answer(status, JsonNodeFactory.instance.objectNode(), System.nanoTime() - begun);
    }

    /** Returns the status with which the publisher answered; 0 when it did not. */
    private int revoke(String token) {
        try {
            RevocationReply reply = publisher.revokeToken(token, Reason.of("demo"));
            if (reply instanceof RevocationReply.Confirmed confirmed) {
                revoked = confirmed.id();
                return confirmed.outcome() == RevocationReply.Outcome.CREATED ? 201 : 200;
            }
            return 200;
        } catch (RevocationRefusedException e) {
            return e.status();
        } catch (RevocationUnconfirmedException e) {
            return e.status();
        }
    }

    /** One step for the call that revokes, and one for what the instances answer from then on. */
    private void watched(String name, String what, int expected, Pair pair, Watch.Act act)
            throws StoryException, InterruptedException {
        Watch watch = report.step(name, what, () -> {
            Watch seen = Watch.during(http, everywhere, pair.access(), act);
            return Outcome.expect(expected, Outcome.millis(seen.revocation().tookNanos()), seen.revocation())
                    .with(seen);
        });
        report.step("refused", "the access token, on " + names, () -> watch.outcome(expected));
    }

    /** What the instances reported of the last revocation at the publisher; holds when each enforces it. */
    private Outcome<PropagationReply> propagated() throws StoryException, InterruptedException {
        UUID id = revoked;
        if (id == null) {
            throw new StoryException("the publisher returned no id of the revocation");
        }
        return new FleetProof(publisher, everywhere.size()).await(id);
    }

    private void crash(Pair pair) throws StoryException, InterruptedException {
        Instance victim = stage.instances().get(1);
        report.step("kill -9", victim.name() + " is gone", () -> {
            victim.child().kill();
            return Outcome.expect(0, "", http.get(victim.at("/me"), pair.access()));
        });
        Restart restart = report.step("start again", victim.name() + ": never 200 before it is ready", () -> {
            victim.start();
            return Restart.watch(http, victim, pair.access()).before();
        });
        report.step("refused", victim.name() + ", at its first ready moment", restart::after);
    }

    private Outcome<Pair> refresh(Pair pair) throws InterruptedException {
        Answer answer = exchange(pair);
        return Outcome.expect(200, Outcome.millis(answer.tookNanos()), answer).with(Pair.of(answer));
    }

    private Answer logOut(Pair pair) throws InterruptedException {
        return http.post(first.at("/logout"), pair.access(), Map.of());
    }

    private Answer exchange(Pair pair) throws InterruptedException {
        return http.post(first.at("/refresh"), Map.of("refresh_token", pair.refresh()));
    }
}
