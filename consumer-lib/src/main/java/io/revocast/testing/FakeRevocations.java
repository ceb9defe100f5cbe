package io.revocast.testing;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.State;
import io.revocast.consumer.Status;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedToken;
import io.revocast.consumer.internal.ListOptions;
import io.revocast.consumer.internal.MemoryRevocationList;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/**
 * A {@link RevocationList} for the tests of a service. A test revokes tokens and switches the state; the service checks
 * tokens as in production.
 *
 * <p>The fake needs no Kafka and starts no thread. It judges tokens with the code of the real list, so cut-offs,
 * arrays, paths, margins and the failure policy have the same effect. It is current from the beginning and stays
 * current while time passes. Listeners are called before {@link #revoke}, {@link #reinstate} and the state methods
 * return.
 *
 * <pre>{@code
 * FakeRevocations revocations = new FakeRevocations();
 * MyService service = new MyService(revocations);
 *
 * revocations.revoke(new Target.Claim("https://issuer.example", "sub", "alice"));
 * assertThat(service.call(tokenOfAlice).status()).isEqualTo(401);
 *
 * revocations.makeUnknown();
 * assertThat(service.call(tokenOfBob).status()).isEqualTo(503);
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class FakeRevocations implements RevocationList {
    /** The last instant that a revocation may name, so that a revocation of a test does not expire. */
    private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

    private static final long NOTE_BYTES = 1 << 20;

    private final MemoryRevocationList list;
    private final Clock clock;

    /** A current list with the failure policy {@link FailurePolicy#DENY} and the system's clock. */
    public FakeRevocations() {
        this(FailurePolicy.DENY);
    }

    /** A current list with a failure policy and the system's clock. */
    public FakeRevocations(FailurePolicy failurePolicy) {
        this(failurePolicy, Clock.systemUTC());
    }

    /** A current list with a failure policy and a clock, by which revocations and tokens expire. */
    public FakeRevocations(FailurePolicy failurePolicy, Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        this.list = new MemoryRevocationList(
                new ListOptions().failurePolicy(failurePolicy).keepNotes(NOTE_BYTES), clock);
    }

    /** Revokes exactly this token, by its {@code jti} or, without one, by its fingerprint. */
    public void revoke(VerifiedToken token) {
        String issuer = Objects.requireNonNull(token.issuer(), "the token must have an iss");
        revoke(Target.Token.of(issuer, token.jti(), token.signingInput()));
    }

    /** Revokes a target without end. A target that needs a cut-off matches the tokens that were issued until now. */
    public void revoke(Target target) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        revoke(new Revocation(target, NEVER, target.kind().needsCutOff() ? now : null));
    }

    /** Applies a revocation, with its own cut-offs and its own end. */
    public void revoke(Revocation revocation) {
        list.revoke(revocation, null);
    }

    /** Applies a revocation with a note, which {@link Verdict.Revoked#note} returns. */
    public void revoke(Revocation revocation, String note) {
        list.revoke(revocation, Objects.requireNonNull(note, "note"));
    }

    /** Takes back every revocation of exactly this target. */
    public void reinstate(Target target) {
        list.reinstate(target);
    }

    /** Makes the list current, which is its initial state. Has no effect after {@link #close}. */
    public void makeCurrent() {
        list.become(State.CURRENT);
    }

    /**
     * Makes the list stale, as in an outage of Kafka. Verdicts are then {@link Verdict.Reason#STALE}, except for tokens
     * that are known to be revoked.
     */
    public void makeStale() {
        list.become(State.STALE);
    }

    /**
     * Makes verdicts unknown, as in a service that has not reached Kafka since its start: {@link State#STARTING}, and
     * not ready. Tokens that are known to be revoked stay revoked.
     */
    public void makeUnknown() {
        list.become(State.STARTING);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The fake starts no thread. It throws for a second call, as the real list does.
     */
    @Override
    public void start() {
        list.start();
    }

    @Override
    public boolean awaitCurrent(Duration timeout) throws InterruptedException {
        return list.awaitCurrent(timeout);
    }

    /** Waits until the list is current: the fake applies everything at once. The receipt may be any. */
    @Override
    public boolean awaitApplied(Receipt receipt, Duration timeout) throws InterruptedException {
        return list.awaitApplied(receipt, timeout);
    }

    @Override
    public Verdict check(VerifiedToken token) {
        return list.check(token);
    }

    /** Returns the name of the default topic; the fake reads none. */
    @Override
    public String topic() {
        return list.topic();
    }

    @Override
    public State state() {
        return list.state();
    }

    @Override
    public Status status() {
        return list.status();
    }

    @Override
    public void addListener(RevocationListener listener) {
        list.addListener(listener);
    }

    @Override
    public boolean removeListener(RevocationListener listener) {
        return list.removeListener(listener);
    }

    /** Returns an empty list: without a log, no key is unreadable. */
    @Override
    public List<Receipt> quarantined() {
        return list.quarantined();
    }

    /** Throws {@link IllegalArgumentException}: the fake reads no partition. */
    @Override
    public void skipTo(int partition, long offset) {
        list.skipTo(partition, offset);
    }

    /** Closes the list: every verdict is {@link Verdict.Reason#CLOSED} from now on. */
    @Override
    public void close() {
        list.close();
    }
}
