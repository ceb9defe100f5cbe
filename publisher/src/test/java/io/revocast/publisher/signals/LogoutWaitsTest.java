package io.revocast.publisher.signals;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.publisher.fleet.KnownFleet;
import io.revocast.publisher.fleet.OwnPosition;
import io.revocast.publisher.fleet.PropagationWaits;
import io.revocast.publisher.fleet.SimulatedInstance;
import io.revocast.publisher.fleet.TestFleets;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.TestServers;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.service.Tokens;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** Logout tokens whose answers wait for the fleet. The first revocation of a test has offset 1. */
class LogoutWaitsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String IDP = "https://idp.example";
    private static final String LOGOUT_TOKEN = Tokens.of(
            "{\"alg\":\"RS256\",\"typ\":\"logout+jwt\"}",
            "{\"iss\":\"https://idp.example\",\"aud\":\"shop\",\"jti\":\"l1\",\"iat\":" + NOW.getEpochSecond()
                    + ",\"exp\":" + (NOW.getEpochSecond() + 120)
                    + ",\"sid\":\"s1\",\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}}");

    private final RecordedRevocations service = new RecordedRevocations();
    private ProviderMessageValidator.Revocations revocations = service;

    private Answer logout(KnownFleet fleet, Duration wait) throws Exception {
        try (PropagationWaits waits = new PropagationWaits(fleet)) {
            return logout(waits, wait);
        }
    }

    private Answer logout(PropagationWaits waits, Duration wait) throws Exception {
        Provider provider = new Provider(
                "idp",
                IDP,
                new Provider.Tokens(IDP, Map.of(SubjectType.SESSION, "sid"), false, Provider.CutOff.DEFAULT),
                new Provider.Logout(Set.of("shop"), Duration.ofMinutes(2), false, wait),
                null);
        ProviderMessageValidator messages = new ProviderMessageValidator(
                List.of(provider), token -> {}, revocations, target -> List.of(), Clock.fixed(NOW, ZoneOffset.UTC));
        ReceivedCounts counts = new ReceivedCounts();
        try (HttpServer server = TestServers.of(List.of(new ProviderMessageRoutes(
                new LogoutTokens(messages, counts, new LogoutWaits(waits, TestFleets.noTimes())),
                new SecurityEvents(messages, counts),
                false)))) {
            server.start();
            ApiClient client = new ApiClient(server.port(), "");
            return client.send(client.request("/backchannel-logout")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("logout_token=" + LOGOUT_TOKEN)));
        }
    }

    @Test
    void answerSaysThatEveryInstanceRefusesTheSession() throws Exception {
        Answer answer = logout(TestFleets.applied("topic", 2), Duration.ofSeconds(20));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body()).isEmpty();
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Revocast-Propagation")).isEqualTo("complete;applied=1;instances=1");
    }

    @Test
    void answerNamesTheInstancesApartThatStartedLater() throws Exception {
        KnownFleet fleet = TestFleets.applied("topic", 2);
        Instant now = Instant.now();
        fleet.fold(
                new SimulatedInstance("pay", "pay-2", "topic")
                        .readingAgain()
                        .restarted()
                        .apply(0, 1, now)
                        .caughtUp()
                        .report(now),
                now);

        assertThat(logout(fleet, Duration.ofSeconds(20)).header("Revocast-Propagation"))
                .isEqualTo("complete;applied=1;instances=1;started-later=1");
    }

    @Test
    void instanceThatDoesNotReportInTimeMakesItIncompleteAndTheLogoutSucceeds() throws Exception {
        Answer answer = logout(TestFleets.applied("topic", 1), Duration.ofMillis(50));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Revocast-Propagation")).isEqualTo("incomplete;applied=0;instances=1");
        assertThat(service.revoked()).containsOnlyKeys("https://idp.example sid=s1");
    }

    @Test
    void fleetThatIsNotKnownIsUnknown() throws Exception {
        KnownFleet fleet = TestFleets.empty();
        fleet.unavailable("the status topic cannot be read");

        assertThat(logout(fleet, Duration.ofSeconds(20)).header("Revocast-Propagation"))
                .isEqualTo("unknown");
    }

    /** The log loses its end during the commit: what stands at the offset of the receipt may be another record. */
    @Test
    void receiptFromBeforeTheLogWasReadAgainProvesNothing() throws Exception {
        OwnPosition own = new OwnPosition(new TopicPosition("topic", Map.of(0, 2L)));
        KnownFleet fleet = new KnownFleet(own, InstantSource.system(), Duration.ofMinutes(15));
        fleet.unavailable(null);
        Instant now = Instant.now();
        fleet.fold(
                new SimulatedInstance("pay", "pay-1", "topic").apply(0, 1, now).report(now), now);
        revocations = (requester, asked, confirmation) -> {
            own.set(new TopicPosition("topic", Map.of(0, 2L), Map.of(), 2));
            return service.revoke(requester, asked, confirmation);
        };

        assertThat(logout(fleet, Duration.ofSeconds(20)).header("Revocast-Propagation"))
                .isEqualTo("incomplete;applied=0;instances=1");
    }

    @Test
    void logoutThatFailsKeepsNoPlace() throws Exception {
        service.failWith(new UnavailableException(Certainty.UNKNOWN, "the log did not confirm it"));
        try (PropagationWaits waits = new PropagationWaits(TestFleets.applied("topic", 2))) {
            List<PropagationWaits.Place> before = takeAll(waits);
            before.forEach(PropagationWaits.Place::close);

            assertThat(logout(waits, Duration.ofSeconds(20)).status()).isEqualTo(400);

            assertThat(takeAll(waits)).hasSameSizeAs(before);
        }
    }

    private static List<PropagationWaits.Place> takeAll(PropagationWaits waits) {
        List<PropagationWaits.Place> places = new ArrayList<>();
        for (var place = waits.reserve(); place.isPresent(); place = waits.reserve()) {
            places.add(place.get());
        }
        return places;
    }

    @Test
    void logoutSucceedsWhenTooManyWait() throws Exception {
        try (PropagationWaits waits = new PropagationWaits(TestFleets.applied("topic", 2))) {
            List<PropagationWaits.Place> places = takeAll(waits);
            Answer answer = logout(waits, Duration.ofSeconds(20));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Revocast-Propagation")).isEqualTo("unknown");
            places.forEach(PropagationWaits.Place::close);
        }
    }

    @Test
    void answerDoesNotWaitUnlessItIsConfigured() throws Exception {
        Answer answer = logout(TestFleets.applied("topic", 1), Duration.ZERO);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().headers().firstValue("Revocast-Propagation"))
                .isEmpty();
    }
}
