package io.revocast.adapter;

import io.revocast.adapter.LiveConnections.Registration;
import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Target;
import io.revocast.testing.FakeRevocations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

class LiveConnectionsTest {
    private static final VerifiedToken ALICE = HmacTokens.verified(HmacTokens.token("\"jti\":\"1\",\"sub\":\"alice\""));
    private static final VerifiedToken BOB = HmacTokens.verified(HmacTokens.token("\"jti\":\"2\",\"sub\":\"bob\""));
    private static final VerifiedToken WITHOUT_JTI = HmacTokens.verified(HmacTokens.token("\"sub\":\"carol\""));

    private final FakeRevocations revocations = new FakeRevocations();
    private final LiveConnections connections = new LiveConnections(revocations);
    private final Set<String> closed = ConcurrentHashMap.newKeySet();

    @AfterEach
    void close() {
        connections.close();
        revocations.close();
    }

    private Registration open(String name, VerifiedToken token) {
        return connections.add(
                token, () -> assertThat(closed.add(name)).as(name).isTrue());
    }

    private static Target user(String name) {
        return new Target.Claim(HmacTokens.ISSUER, "sub", name);
    }

    @Test
    void revokedTokenClosesAllItsConnectionsAndNoOther() {
        open("first", ALICE);
        open("second", ALICE);
        open("other", BOB);

        revocations.revoke(ALICE);

        assertThat(closed).containsExactlyInAnyOrder("first", "second");
        assertThat(connections.size()).isEqualTo(1);
        assertThat(connections.closedByRevocation()).isEqualTo(2);
    }

    @Test
    void tokenWithoutJtiIsClosedByItsFingerprint() {
        open("carol", WITHOUT_JTI);
        open("alice", ALICE);

        revocations.revoke(WITHOUT_JTI);

        assertThat(closed).containsExactly("carol");
    }

    @Test
    void claimClosesTheConnectionsThatItMatchesOfItsIssuerOnly() {
        open("alice", ALICE);
        open("bob", BOB);

        revocations.revoke(new Target.Claim("https://other.example", "sub", "bob"));
        assertThat(closed).isEmpty();
        revocations.revoke(user("bob"));
        assertThat(closed).containsExactly("bob");
        revocations.revoke(new Target.Issuer(HmacTokens.ISSUER));
        assertThat(closed).containsExactlyInAnyOrder("bob", "alice");
        assertThat(connections.size()).isZero();
    }

    @Test
    void connectionOfATokenThatIsRevokedAlreadyIsClosedAtOnce() {
        revocations.revoke(ALICE);

        open("late", ALICE);

        assertThat(closed).containsExactly("late");
        assertThat(connections.size()).isZero();
    }

    @Test
    void connectionThatHasEndedIsNotClosed() {
        Registration ended = open("ended", ALICE);
        ended.close();
        ended.close();

        revocations.revoke(ALICE);

        assertThat(closed).isEmpty();
        assertThat(connections.size()).isZero();
    }

    @Test
    void outageClosesNothingAndItsEndChecksEveryConnection() {
        open("alice", ALICE);
        revocations.makeStale();
        assertThat(closed).isEmpty();

        revocations.revoke(user("alice"));
        revocations.makeCurrent();

        assertThat(closed).containsExactly("alice");
    }

    @Test
    void connectionThatCannotBeClosedKeepsNoOtherOpen() {
        connections.add(ALICE, () -> {
            throw new IllegalStateException("the socket is gone");
        });
        open("second", ALICE);
        open("third", ALICE);

        revocations.revoke(ALICE);

        assertThat(closed).containsExactlyInAnyOrder("second", "third");
        assertThat(connections.size()).isZero();
    }

    @Test
    void nothingIsClosedAfterTheEndOfTheService() {
        open("alice", ALICE);

        connections.close();
        revocations.revoke(ALICE);

        assertThat(closed).isEmpty();
    }

    @Test
    void everyConnectionThatIsOpenedWhileItsTokenIsRevokedIsClosed() throws Exception {
        int users = 200;
        List<VerifiedToken> tokens = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            tokens.add(HmacTokens.verified(HmacTokens.token("\"jti\":\"c" + i + "\",\"sub\":\"u" + i + "\"")));
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CountDownLatch start = new CountDownLatch(1);
        try {
            Future<?> opened = threads.submit(() -> {
                start.await();
                for (int i = 0; i < users; i++) {
                    open("u" + i, tokens.get(i));
                }
                return null;
            });
            Future<?> revoked = threads.submit(() -> {
                start.await();
                for (int i = 0; i < users; i++) {
                    revocations.revoke(i % 2 == 0 ? user("u" + i) : new Target.Token(HmacTokens.ISSUER, "c" + i));
                }
                return null;
            });
            start.countDown();
            opened.get(30, TimeUnit.SECONDS);
            revoked.get(30, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }

        assertThat(closed).hasSize(users);
        assertThat(connections.size()).isZero();
        assertThat(connections.closedByRevocation()).isEqualTo(users);
    }
}
