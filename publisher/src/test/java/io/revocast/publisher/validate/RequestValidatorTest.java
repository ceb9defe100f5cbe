package io.revocast.publisher.validate;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.request.KnownIssuers;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.RevokeRequest.ByToken;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.service.Tokens;
import io.revocast.publisher.token.TokenAuthenticity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class RequestValidatorTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.400Z");
    private static final Instant SECOND = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration LIFETIME = Duration.ofDays(1);
    private static final Target TOKEN = new Target.Token("https://issuer", "t1");
    private static final Target CLAIM = new Target.Claim("https://issuer", "sub", "alice");
    private static final Target KEY = new Target.Key("https://issuer", "k1");
    private static final Target ISSUER = new Target.Issuer("https://issuer");

    private final RequestValidator validator = new RequestValidator(
            new TokenLifetime(LIFETIME, false),
            TokenAuthenticity.NOT_CHECKED,
            TargetRules.DEFAULT,
            issuer -> Set.of(),
            Clock.fixed(NOW, ZoneOffset.UTC));

    private ValidatedRequest.Revoke validate(Target target, @Nullable Instant issuedBefore, @Nullable Instant expiresAt)
            throws Exception {
        return (ValidatedRequest.Revoke)
                validator.validate(new ByTarget(target, issuedBefore, expiresAt, Explanation.NONE));
    }

    private RejectedException rejection(Target target, @Nullable Instant issuedBefore, @Nullable Instant expiresAt) {
        return catchThrowableOfType(RejectedException.class, () -> validate(target, issuedBefore, expiresAt));
    }

    @Test
    void cutOffOfClaimAndIssuerDefaultsToNowRoundedDown() throws Exception {
        for (Target target : new Target[] {CLAIM, ISSUER}) {
            assertThat(validate(target, null, null).revocation().issuedBefore()).isEqualTo(SECOND);
            assertThat(validate(target, null, null).revocation().expiresAt())
                    .isEqualTo(SECOND.plusSeconds(1).plus(LIFETIME));
        }
    }

    private static RequestValidator validator(KnownIssuers issuers) {
        return new RequestValidator(
                new TokenLifetime(LIFETIME, false),
                TokenAuthenticity.NOT_CHECKED,
                new TargetRules(TargetRules.MAX_CLAIM_NAMES, issuers),
                issuer -> Set.of(),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static KnownIssuers known(Duration offset, boolean othersAllowed) {
        return new KnownIssuers(
                Map.of("https://issuer", new KnownIssuers.KnownIssuer("idp", offset, Set.of("grant"))), othersAllowed);
    }

    private static ByTarget request(Target target, @Nullable Instant issuedBefore, @Nullable Instant authBefore) {
        return new ByTarget(target, issuedBefore, authBefore, null, Explanation.NONE);
    }

    private static Revocation judged(KnownIssuers issuers, ByTarget request) throws Exception {
        return ((ValidatedRequest.Revoke) validator(issuers).validate(request)).revocation();
    }

    @Test
    void targetOfAnIssuerThatIsNotConfiguredIsRefusedUnlessOthersAreAllowed() throws Exception {
        for (Target target : List.of(
                new Target.Token("https://issuer.exmaple", "t1"),
                new Target.Claim("https://issuer.exmaple", "sub", "alice"),
                new Target.Path("https://issuer.exmaple", "/act/sub", "agent"),
                new Target.Key("https://issuer.exmaple", "k1"),
                new Target.Issuer("https://issuer.exmaple"))) {
            RejectedException rejection = catchThrowableOfType(
                    RejectedException.class, () -> judged(known(Duration.ZERO, false), request(target, null, null)));

            assertThat(rejection.kind()).isEqualTo(Kind.UNKNOWN_ISSUER);
            assertThat(rejection.field()).isEqualTo("target.issuer");
            assertThat(rejection.value()).isEqualTo("https://issuer.exmaple");
            assertThat(judged(known(Duration.ZERO, true), request(target, null, null))
                            .target())
                    .isEqualTo(target);
            assertThat(judged(KnownIssuers.ANY, request(target, null, null)).target())
                    .isEqualTo(target);
        }
        assertThat(judged(known(Duration.ZERO, false), request(CLAIM, null, null))
                        .target())
                .isEqualTo(CLAIM);
    }

    @Test
    void sessionIsRevokedWithoutACutOffForAsLongAsTokensLive() throws Exception {
        Instant end = SECOND.plusSeconds(1).plus(LIFETIME);
        Target session = new Target.Claim("https://issuer", "sid", "s1");

        Revocation revocation = judged(KnownIssuers.ANY, request(session, null, null));

        assertThat(revocation).isEqualTo(new Revocation(session, end, end));
        Target grant = new Target.Claim("https://issuer", "grant", "g1");
        assertThat(judged(known(Duration.ZERO, false), request(grant, null, null)))
                .isEqualTo(new Revocation(grant, end, end));
        assertThat(judged(known(Duration.ZERO, false), request(session, null, null))
                        .issuedBefore())
                .as("another claim has the session")
                .isEqualTo(SECOND);
        assertThat(judged(KnownIssuers.ANY, request(session, SECOND, null)))
                .as("a cut-off that is given counts")
                .isEqualTo(new Revocation(session, end, SECOND));
    }

    @Test
    void defaultCutOffIsTheIssuersTime() throws Exception {
        assertThat(judged(known(Duration.ofSeconds(5), false), request(CLAIM, null, null)))
                .isEqualTo(new Revocation(CLAIM, SECOND.plusSeconds(6).plus(LIFETIME), SECOND.plusSeconds(5)));
        assertThat(judged(known(Duration.ofMinutes(-5), false), request(ISSUER, null, null))
                        .issuedBefore())
                .isEqualTo(SECOND.minusSeconds(300));
        assertThat(judged(known(Duration.ofSeconds(5), false), request(KEY, null, null))
                        .issuedBefore())
                .isNull();
        assertThat(judged(known(Duration.ofSeconds(5), false), request(CLAIM, SECOND, null))
                        .issuedBefore())
                .as("a cut-off that is given counts as given")
                .isEqualTo(SECOND);
        assertThat(judged(known(Duration.ofSeconds(90), false), request(CLAIM, SECOND.plusSeconds(150), null))
                        .issuedBefore())
                .isEqualTo(SECOND.plusSeconds(150));
    }

    @Test
    void cutOffForLoginsStandsBesideThatForTokens() throws Exception {
        assertThat(judged(KnownIssuers.ANY, request(CLAIM, SECOND, NOW)))
                .isEqualTo(new Revocation(CLAIM, SECOND.plusSeconds(1).plus(LIFETIME), SECOND, SECOND));
        assertThat(judged(KnownIssuers.ANY, request(CLAIM, SECOND.minusSeconds(3600), SECOND.minusSeconds(3600)))
                        .expiresAt())
                .as("tokens refreshed until now live on from now")
                .isEqualTo(SECOND.plusSeconds(1).plus(LIFETIME));
        assertThat(judged(KnownIssuers.ANY, request(KEY, SECOND, SECOND)).authenticatedBefore())
                .isEqualTo(SECOND);
    }

    @Test
    void cutOffForLoginsObeysTheRulesOfCutOffs() {
        for (ByTarget request : List.of(
                request(TOKEN, null, SECOND),
                request(KEY, null, SECOND),
                request(new Target.Claim("https://issuer", "sid", "s1"), null, SECOND),
                request(CLAIM, SECOND, NOW.plusSeconds(61)),
                request(CLAIM, SECOND, Instant.EPOCH.minusSeconds(1)))) {
            RejectedException rejection =
                    catchThrowableOfType(RejectedException.class, () -> judged(KnownIssuers.ANY, request));

            assertThat(rejection).as("%s", request).isNotNull();
            assertThat(rejection.field()).isEqualTo("authBefore");
            assertThat(rejection.kind()).isEqualTo(Kind.INVALID_FIELD);
        }
    }

    @Test
    void endOfClaimAndIssuerIsNotGivenWithoutTheirCutOff() {
        for (Target target : new Target[] {CLAIM, ISSUER}) {
            RejectedException rejection = rejection(target, null, SECOND.plusSeconds(60));

            assertThat(rejection.kind()).isEqualTo(Kind.INVALID_FIELD);
            assertThat(rejection.field()).isEqualTo("expiresAt");
            assertThat(rejection.rule())
                    .isEqualTo("must not be given for a " + target.kind().wireName()
                            + " without issuedBefore: it is issuedBefore plus the longest token lifetime, PT24H");
        }
    }

    @Test
    void cutOffMayBeAMinuteAheadAndNoMore() throws Exception {
        assertThat(validate(CLAIM, NOW.plusSeconds(60), null).revocation().issuedBefore())
                .isEqualTo(SECOND.plusSeconds(60));
        assertThat(rejection(CLAIM, NOW.plusSeconds(61), null)).hasMessageContaining("must be at most 60 s after now");
    }

    @Test
    void cutOffBefore1970IsRefused() {
        assertThat(rejection(CLAIM, Instant.parse("1969-12-31T23:59:59Z"), null))
                .hasMessage("issuedBefore must lie between 1970 and 9999-12-31T23:59:58Z");
    }

    @Test
    void cutOffThatNoLivingTokenCanMeetWritesNothing() throws Exception {
        ValidatedRequest intent = validator.validate(
                new ByTarget(CLAIM, SECOND.minus(LIFETIME).minusSeconds(121), null, Explanation.NONE));

        assertThat(intent).isInstanceOf(ValidatedRequest.AlreadyExpired.class);
    }

    @Test
    void endOfTokenDefaultsToTheLongestLifetimeRoundedUp() throws Exception {
        assertThat(validate(TOKEN, null, null).revocation().expiresAt())
                .isEqualTo(SECOND.plusSeconds(1).plus(LIFETIME));
        assertThat(validate(TOKEN, null, null).revocation().issuedBefore()).isNull();
    }

    @Test
    void fractionOfAnEndIsRoundedUp() throws Exception {
        assertThat(validate(TOKEN, null, NOW.plusSeconds(60)).revocation().expiresAt())
                .isEqualTo(SECOND.plusSeconds(61));
    }

    @Test
    void endIsRefusedWhenNoServiceAcceptsTheTokenAnyMore() throws Exception {
        assertThat(validate(TOKEN, null, NOW.minusSeconds(119)).revocation().expiresAt())
                .as("services may allow for skew")
                .isEqualTo(SECOND.minusSeconds(118));
        assertThat(rejection(TOKEN, null, NOW.minusSeconds(120)))
                .hasMessage("expiresAt must be after 2026-11-23T11:58:00.400Z: "
                        + "no service accepts a token so long after its exp");
    }

    @Test
    void exportedRevocationComesBackAsItWas() throws Exception {
        Target session = new Target.Claim("https://issuer", "sid", "s1");
        for (ByTarget request : List.of(
                request(TOKEN, null, null),
                request(CLAIM, null, null),
                request(CLAIM, SECOND.minusSeconds(7000), SECOND.minusSeconds(9000)),
                request(KEY, null, null),
                request(KEY, SECOND, null),
                request(ISSUER, SECOND.minusSeconds(5), null),
                request(session, null, null))) {
            Revocation exported = judged(KnownIssuers.ANY, request);
            ByTarget line = new ByTarget(
                    exported.target(),
                    exported.issuedBefore(),
                    exported.authenticatedBefore(),
                    exported.expiresAt(),
                    Explanation.NONE);

            assertThat(judged(KnownIssuers.ANY, line)).isEqualTo(exported);
            if (request.target().equals(session)) {
                assertThatThrownBy(() -> judged(known(Duration.ZERO, false), line))
                        .as("where another claim has the session, its tokens may outlive the retention")
                        .isInstanceOf(RejectedException.class)
                        .hasMessageContaining("issuers.<alias>.session-claim");
            } else {
                assertThat(judged(known(Duration.ZERO, false), line).covers(exported))
                        .isTrue();
            }
        }
    }

    @Test
    void givenEndNeverShortensTheRevocationOfOlderTokens() throws Exception {
        assertThat(validate(CLAIM, SECOND.minusSeconds(10), SECOND.plusSeconds(60))
                        .revocation())
                .isEqualTo(new Revocation(CLAIM, SECOND.minusSeconds(10).plus(LIFETIME), SECOND.minusSeconds(10)));
    }

    @Test
    void givenEndNeverShortensTheRevocationOfTokensThatAreIssuedAlready() throws Exception {
        assertThat(validate(CLAIM, NOW.plusSeconds(30), NOW.plusSeconds(40)).revocation())
                .isEqualTo(new Revocation(CLAIM, SECOND.plusSeconds(30).plus(LIFETIME), SECOND.plusSeconds(30)));
        assertThat(rejection(ISSUER, NOW.plusSeconds(7200), NOW.plusSeconds(7200)))
                .as("the topic would lose it before a token of the cut-off expires")
                .hasMessageContaining("issuedBefore must be at most 60 s after now");
    }

    @Test
    void revocationByAnEarlierCutOffLastsAsLongAsTokensWithoutIat() throws Exception {
        for (Target target : List.of(CLAIM, ISSUER, KEY, new Target.Path("https://issuer", "/act/sub", "agent"))) {
            assertThat(validate(target, SECOND.minusSeconds(36_000), null)
                            .revocation()
                            .expiresAt())
                    .isEqualTo(SECOND.plusSeconds(1).plus(LIFETIME));
        }
    }

    @Test
    void givenEndNeverShortensTheRevocationOfTokensFromOldLogins() throws Exception {
        Instant old = SECOND.minusSeconds(72_000);
        for (Instant login : List.of(SECOND, SECOND.minusSeconds(3600))) {
            ByTarget request = new ByTarget(CLAIM, old, login, SECOND.plusSeconds(18_000), Explanation.NONE);

            assertThat(judged(KnownIssuers.ANY, request).expiresAt())
                    .isEqualTo(SECOND.plusSeconds(1).plus(LIFETIME));
        }
    }

    @Test
    void revocationLastsAsLongAsTheTokensOfAnIssuerThatIsAhead() throws Exception {
        KnownIssuers ahead = known(Duration.ofMinutes(5), false);
        Instant end = SECOND.plusSeconds(301).plus(LIFETIME);
        Target session = new Target.Claim("https://issuer", "grant", "g1");

        for (Target target : List.of(TOKEN, KEY, session, CLAIM, ISSUER)) {
            assertThat(judged(ahead, request(target, null, null)).expiresAt())
                    .as("%s", target)
                    .isEqualTo(end);
        }
        assertThat(judged(ahead, request(CLAIM, SECOND.minusSeconds(60), null)).expiresAt())
                .isEqualTo(end);
        assertThat(judged(known(Duration.ofMinutes(-5), false), request(CLAIM, null, null))
                        .expiresAt())
                .as("an issuer that is behind ends no revocation early")
                .isEqualTo(SECOND.plusSeconds(1).plus(LIFETIME));
    }

    @Test
    void lawfulTokenOfAnIssuerThatIsAheadIsRevokedByPastingIt() throws Exception {
        long exp = NOW.getEpochSecond() + 290 + LIFETIME.toSeconds();
        ByToken pasted = new ByToken(
                Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"a\",\"exp\":" + exp + "}"), Explanation.NONE);

        ValidatedRequest validated =
                validator(known(Duration.ofMinutes(5), false)).validate(pasted);

        assertThat(((ValidatedRequest.Revoke) validated).revocation().expiresAt())
                .isEqualTo(Instant.ofEpochSecond(exp));
        assertThat(catchThrowableOfType(RejectedException.class, () -> validator.validate(pasted)))
                .extracting(RejectedException::kind)
                .isEqualTo(Kind.OUTLIVES_RETENTION);
    }

    @Test
    void exportOfAnIssuerThatIsAheadIsAppendedAsItWas() throws Exception {
        Revocation exported = judged(known(Duration.ofMinutes(5), false), request(TOKEN, null, null));
        ByTarget line = new ByTarget(TOKEN, null, exported.expiresAt(), Explanation.NONE);

        assertThat(new ExportedRevocations(new TokenLifetime(LIFETIME, false), Clock.fixed(NOW, ZoneOffset.UTC))
                        .event(line, "reseed"))
                .hasValueSatisfying(event -> assertThat(event.revocation()).isEqualTo(exported));
    }

    @Test
    void cutOffAfterTheGivenEndIsRefused() {
        assertThat(rejection(CLAIM, NOW.plusSeconds(7200), NOW.plusSeconds(7199)))
                .hasMessageContaining("issuedBefore must be at most 60 s after now");
    }

    @Test
    void endBeyondTheRetentionIsRefusedAndNeverShortened() {
        RejectedException rejection = rejection(TOKEN, null, NOW.plus(LIFETIME).plusSeconds(61));

        assertThat(rejection.kind()).isEqualTo(Kind.OUTLIVES_RETENTION);
        assertThat(rejection.rule())
                .isEqualTo("must be at most PT24H after now: the topic keeps events for tokens of that lifetime; "
                        + "raise tokens.longest-lifetime");
    }

    @Test
    void tokenHasNoCutOff() {
        assertThat(rejection(TOKEN, SECOND, null)).hasMessage("issuedBefore must not be given for a token");
    }

    @Test
    void keyTakesBothOrNeither() throws Exception {
        assertThat(validate(KEY, null, null).revocation().issuedBefore()).isNull();
        assertThat(validate(KEY, null, null).revocation().expiresAt())
                .isEqualTo(SECOND.plusSeconds(1).plus(LIFETIME));
        assertThat(validate(KEY, SECOND.minusSeconds(10), null).revocation().expiresAt())
                .isEqualTo(SECOND.plusSeconds(1).plus(LIFETIME));
        assertThat(validate(KEY, SECOND, SECOND.plusSeconds(60)).revocation().expiresAt())
                .isEqualTo(SECOND.plusSeconds(60));
    }

    @Test
    void controlCharactersAreRefusedInEveryNamedValueAndShownEscaped() {
        RejectedException rejection = rejection(new Target.Claim("https://issuer", "sub", "al\r\nice"), null, null);

        assertThat(rejection.field()).isEqualTo("target.value");
        assertThat(rejection.value()).isEqualTo("al\\u000d\\u000aice");
        assertThat(rejection(new Target.Token("https://issuer", "t\0"), null, null)
                        .field())
                .isEqualTo("target.jti");
        assertThat(rejection(new Target.Key("https://issuer", "k\u007f"), null, null)
                        .field())
                .isEqualTo("target.kid");
        assertThat(rejection(new Target.Issuer("i\u0085"), null, null).field()).isEqualTo("target.issuer");
    }

    @Test
    void otherUnusualCharactersAreKept() throws Exception {
        Target unusual = new Target.Claim("https://issuer", "sub", "a\u202e\ud83d\ude00e\u0301");

        assertThat(validate(unusual, null, null).target()).isEqualTo(unusual);
    }

    @Test
    void credentialInReasonOrNoteIsRefusedWithoutBeingShown() throws Exception {
        for (String secret : List.of(
                "rvk_" + "a1B2".repeat(10),
                "Authorization: Bearer abcDEF0123456789abcdef",
                "basic cG9ydGFsOmh1bnRlcjIhISEhIQ==",
                "-----BEGIN RSA PRIVATE KEY-----",
                "see https://portal:hunter2@internal.example/ticket")) {
            RejectedException refused = catchThrowableOfType(
                    RejectedException.class,
                    () -> validator.validate(
                            new ByTarget(TOKEN, null, null, new Explanation(null, "found " + secret))));

            assertThat(refused).as(secret).isNotNull();
            assertThat(refused.value()).isNull();
            assertThat(refused).hasMessage("note must not hold a credential; every reader of the log can read it");
        }
        for (String harmless : List.of(
                "the bearer was disappointed, internationalisation failed",
                "see https://tickets.example:8443/4711",
                "basic authentication was switched off")) {
            assertThat(validator.validate(new ByTarget(TOKEN, null, null, new Explanation(null, harmless))))
                    .as(harmless)
                    .isNotNull();
        }
    }

    @Test
    void wholeTokenInAnyTextIsRefusedWithoutBeingShown() {
        String token = Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"a\"}");

        RejectedException asJti = rejection(new Target.Token("https://issuer", token), null, null);
        RejectedException asNote = catchThrowableOfType(
                RejectedException.class,
                () -> validator.validate(new ByTarget(TOKEN, null, null, new Explanation(null, "stolen: " + token))));

        assertThat(asJti.value()).isNull();
        assertThat(asJti).hasMessage("target.jti must not hold a whole token; paste that in the field token");
        assertThat(asNote.value()).isNull();
        assertThat(asNote.field()).isEqualTo("note");
    }

    @Test
    void reasonAndNoteAreBounded() {
        RejectedException reason = catchThrowableOfType(
                RejectedException.class,
                () -> validator.validate(new ByTarget(TOKEN, null, null, new Explanation("r".repeat(65), null))));
        RejectedException note = catchThrowableOfType(
                RejectedException.class,
                () -> validator.validate(new ByTarget(TOKEN, null, null, new Explanation(null, "é".repeat(513)))));

        assertThat(reason).hasMessage("reason must be at most 64 bytes of UTF-8");
        assertThat(note).hasMessage("note must be at most 1024 bytes of UTF-8");
        assertThat(note.value()).hasSizeLessThan(202);
    }
}
