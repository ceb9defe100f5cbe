package io.revocast.consumer.internal.store;

import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.MutableClock;
import io.revocast.consumer.internal.ScriptedKafka;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

class TextInternerTest {
    private final TextInterner texts = new TextInterner();

    private static String fresh(String text) {
        return String.copyValueOf(text.toCharArray());
    }

    private static Origin origin(String note) {
        return new Origin(new UUID(1, 2), Instant.EPOCH, fresh("stolen"), fresh(note), fresh("import"));
    }

    private static Target.Token token(String jti) {
        return new Target.Token(fresh("https://issuer"), jti);
    }

    private Provenance kept(String note) {
        return new Provenance(token("t1"), origin(note), new Receipt("topic", 0, 0), true, texts);
    }

    @Test
    void whatRevocationsHaveInCommonIsKeptOnce() {
        Origin first = Objects.requireNonNull(kept("INC-1").origin());
        Origin second = Objects.requireNonNull(kept("INC-1").origin());
        Target issuerOfFirst = kept("INC-1").target();
        Target issuerOfSecond = texts.in(new Target.Claim(fresh("https://issuer"), "sub", "alice"));

        assertThat(second).isEqualTo(origin("INC-1"));
        assertThat(second.reason()).isSameAs(first.reason());
        assertThat(second.note()).isSameAs(first.note());
        assertThat(second.by()).isSameAs(first.by());
        assertThat(issuerOfFirst).isEqualTo(token("t1"));
        assertThat(issuerOfSecond).isEqualTo(new Target.Claim("https://issuer", "sub", "alice"));
        assertThat(issuerOfSecond.issuer()).isSameAs(issuerOfFirst.issuer());
    }

    @Test
    void aTargetThatIsMadeOfKeptTextsIsKeptItself() {
        Target kept = texts.in(token("t1"));

        assertThat(texts.in(kept)).isSameAs(kept);
    }

    @Test
    void textsThatDifferEachTimeAreNotKept() {
        Origin first = Objects.requireNonNull(kept("INC-1").origin());
        for (int i = 0; i < 2_000; i++) {
            kept("note " + i);
        }

        assertThat(Objects.requireNonNull(kept("INC-1").origin()).note()).isNotSameAs(first.note());
    }

    @Test
    void listThatKeepsOriginsKeepsThemSo() throws InterruptedException {
        MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
        ScriptedKafka kafka = new ScriptedKafka();
        for (String jti : List.of("t1", "t2")) {
            kafka.append(new RevocationEvent.Revoked(
                    new Revocation(token(jti), clock.instant().plusSeconds(3600), null), origin("INC-1")));
        }
        try (KafkaRevocationList list = kafka.list(clock).keepOrigins(true).build()) {
            list.start();
            assertThat(list.awaitCurrent(Duration.ofSeconds(20))).isTrue();

            LiveRevocation first = list.find(token("t1")).orElseThrow();
            LiveRevocation second = list.find(token("t2")).orElseThrow();
            assertThat(Objects.requireNonNull(second.origin()).by())
                    .isSameAs(Objects.requireNonNull(first.origin()).by());
        }
    }
}
