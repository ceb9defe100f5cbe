package io.revocast.publisher.jwks;

import com.nimbusds.jose.JWSAlgorithm;
import io.revocast.jose.EdDsaVerifier;
import io.revocast.publisher.jwks.IssuerKeySet.Snapshot;
import io.revocast.publisher.jwks.VerificationKeys.Finding;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.token.PastedToken;
import io.revocast.publisher.token.TokenAuthenticity;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Verifies the signatures of pasted tokens with the JWK Sets of the configured issuers, cached for five minutes and
 * read again when none of the keys verifies a token.
 *
 * <p>A token is refused only when no key of a set that was read after the token arrived verifies it. While no such set is
 * available, the answer is retriable. Few requests wait for a set at one time, none for longer than five seconds; the
 * others get the retriable answer at once. A token that a key verifies never waits, however many forged ones arrive.
 *
 * <p>The key's type, never the token alone, decides which algorithms may verify with it. RSA keys verify RS and PS, EC keys
 * the ES of their curve, and OKP keys EdDSA. Symmetric keys in a set are not used, so a public key cannot serve as a
 * secret. No key is ever taken from a token, or from where a token points. Thread-safe.
 */
public final class IssuerKeys implements TokenAuthenticity {
    private static final Duration READING = Duration.ofSeconds(5);

    private final Map<String, IssuerKeySet> sets;
    private final Map<KeyBudget, Semaphore> waiting;
    private final KeyBudget asker;
    private final LongSupplier nanoTime;

    private IssuerKeys(
            Map<String, IssuerKeySet> sets, Map<KeyBudget, Semaphore> waiting, KeyBudget asker, LongSupplier nanoTime) {
        this.sets = Map.copyOf(sets);
        this.waiting = waiting;
        this.asker = asker;
        this.nanoTime = nanoTime;
    }

    /** Returns the keys of these issuers, for callers who have shown a credential; reads none of them yet. */
    public static IssuerKeys of(List<TrustedIssuer> issuers) {
        return of(issuers, System::nanoTime);
    }

    static IssuerKeys of(List<TrustedIssuer> issuers, LongSupplier nanoTime) {
        JwkSetReader reader = new JwkSetReader(READING);
        Map<String, IssuerKeySet> sets = new HashMap<>();
        issuers.forEach(issuer -> sets.put(issuer.issuer(), new IssuerKeySet(issuer, reader, nanoTime)));
        Map<KeyBudget, Semaphore> waiting = new EnumMap<>(KeyBudget.class);
        for (KeyBudget each : KeyBudget.values()) {
            waiting.put(each, new Semaphore(each.waiting()));
        }
        return new IssuerKeys(sets, waiting, KeyBudget.KNOWN, nanoTime);
    }

    @Override
    public IssuerKeys forAnonymous() {
        return new IssuerKeys(sets, waiting, KeyBudget.ANONYMOUS, nanoTime);
    }

    @Override
    public void verify(PastedToken token) throws RejectedException, UnavailableException {
        long arrived = nanoTime.getAsLong();
        String issuer = token.issuer();
        IssuerKeySet set = sets.get(issuer);
        if (set == null) {
            throw refused("token.iss", issuer, "must be an issuer that issuers.<alias>.iss configures");
        }
        JWSAlgorithm algorithm = algorithm(token);
        Snapshot read = usable(set, arrived);
        Finding finding = read.keys().verify(token, algorithm);
        // Issuers renew keys under a new kid, and under the old one: both look like a forgery to an older set.
        boolean invalid = finding == Finding.NO_SUCH_KEY || finding == Finding.WRONG_SIGNATURE;
        if (invalid && !read.isSince(arrived)) {
            read = since(set, arrived);
            finding = read.keys().verify(token, algorithm);
        }
        switch (finding) {
            case VERIFIED -> {
                return;
            }
            case WRONG_SIGNATURE ->
                throw refused(
                                "token",
                                null,
                                "must be signed with one of its issuer's keys: the signature does not verify")
                        .provenInvalid(true);
            // No proof: services may still use a key that the issuer has removed.
            case NO_SUCH_KEY ->
                throw refused(
                        "token",
                        null,
                        "must be signed with one of its issuer's keys: none has its kid and suits its alg, " + algorithm
                                + ", or none verifies its signature");
            case CANNOT_TELL ->
                throw refused(
                        "token",
                        null,
                        "must be signed with a key that can be used here: a key in its issuer's JWK Set was ignored, "
                                + "or there are too many; the log names it");
        }
    }

    private static JWSAlgorithm algorithm(PastedToken token) throws RejectedException {
        JWSAlgorithm algorithm = JWSAlgorithm.parse(token.algorithm());
        if (!JWSAlgorithm.Family.RSA.contains(algorithm)
                && !JWSAlgorithm.Family.EC.contains(algorithm)
                && !EdDsaVerifier.ALGORITHMS.contains(algorithm)) {
            throw refused(
                    "token",
                    null,
                    "must be signed with an RS, PS, ES or EdDSA algorithm, so that a public key can verify it");
        }
        return algorithm;
    }

    /** Returns a set that is fresh, or the best there is while its issuer cannot be asked. */
    private Snapshot usable(IssuerKeySet set, long arrived) throws UnavailableException {
        Optional<Snapshot> latest = set.latest();
        if (latest.isPresent() && set.isFresh(latest.get())) {
            return latest.get();
        }
        Optional<CompletableFuture<Void>> reading = set.reading(asker);
        // Once the issuer is known to be out of reach, requests that can do with the older set do not wait for it.
        if (reading.isPresent() && (latest.isEmpty() || !set.isFailing())) {
            await(reading.get(), arrived);
        }
        return set.latest().orElseThrow(IssuerKeys::unavailable);
    }

    private Snapshot since(IssuerKeySet set, long arrived) throws UnavailableException {
        Optional<CompletableFuture<Void>> reading = set.readingFromNow(asker);
        if (reading.isPresent()) {
            await(reading.get(), arrived);
        }
        return set.latest().filter(read -> read.isSince(arrived)).orElseThrow(IssuerKeys::unavailable);
    }

    /** Waits for a reading, if there is room to wait and as long as the request may still take. */
    private void await(CompletableFuture<Void> reading, long arrived) throws UnavailableException {
        Semaphore places = waiting.getOrDefault(asker, new Semaphore(0));
        if (reading.isDone() || !places.tryAcquire()) {
            return;
        }
        try {
            reading.get(arrived + READING.toNanos() - nanoTime.getAsLong(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a reading completes without a failure", e);
        } catch (TimeoutException e) {
            // What is known by now decides.
            return;
        } finally {
            places.release();
        }
    }

    private static UnavailableException unavailable() {
        return new UnavailableException(
                Certainty.NOT_WRITTEN,
                "the keys of the token's issuer cannot be read now, so its signature cannot be verified; "
                        + "nothing was written");
    }

    private static RejectedException refused(String field, @Nullable String value, String rule) {
        return new RejectedException(Kind.UNVERIFIED_TOKEN, field, value, rule);
    }
}
