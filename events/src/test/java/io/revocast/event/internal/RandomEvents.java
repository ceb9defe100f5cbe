package io.revocast.event.internal;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Makes targets and events from a seed, with a taste for the characters that break encodings. */
public final class RandomEvents {
    private static final String[] PIECES = {
        "a",
        "b",
        "sub",
        "\"",
        "\\",
        ":",
        ",",
        "[",
        "]",
        "{",
        "}",
        "\0",
        "\u001f",
        "\n",
        "\u007f",
        "é",
        "e\u0301",
        "\u2028",
        "\uD83D\uDE00",
        "\uFFFF",
        "\\u0000",
        "token",
        "\",\"",
        "sha256:",
        "1",
        "1.0",
        "true",
        " "
    };

    private final long seed;
    private final RandomGenerator random;

    public RandomEvents(long seed) {
        this.seed = seed;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** A generator whose seed changes from run to run; a failure names it, and {@code -Drevocast.seed} repeats it. */
    public static RandomEvents seeded() {
        return new RandomEvents(Long.getLong("revocast.seed", System.nanoTime()));
    }

    public RandomGenerator random() {
        return random;
    }

    public Target target() {
        String issuer = text();
        return switch (random.nextInt(6)) {
            case 0 -> new Target.Token(issuer, text());
            case 1 -> Target.Token.of(issuer, random.nextBoolean() ? null : text(), text());
            case 2 -> new Target.Claim(issuer, "n" + text(), text());
            case 3 -> new Target.Key(issuer, text());
            case 4 -> new Target.Path(issuer, pointer(), text());
            default -> new Target.Issuer(issuer);
        };
    }

    public RevocationEvent event(Target target) {
        return random.nextInt(4) == 0
                ? new RevocationEvent.Reinstated(
                        target, origin(), random.nextBoolean() ? null : random.nextLong(1L << 40), seen(), request())
                : new RevocationEvent.Revoked(revocation(target), origin(), request());
    }

    private String pointer() {
        String pointer = Target.Path.append("", "n" + text());
        for (int segments = 1 + random.nextInt(3); segments > 0; segments--) {
            pointer = Target.Path.append(pointer, random.nextInt(8) == 0 ? "~1/" : text());
        }
        return pointer;
    }

    private Map<Integer, Long> seen() {
        Map<Integer, Long> seen = new HashMap<>();
        for (int partitions = random.nextInt(4); partitions > 0; partitions--) {
            seen.put(random.nextInt(1_000), random.nextLong(1L << 40));
        }
        return seen;
    }

    private @Nullable UUID request() {
        return random.nextBoolean() ? null : new UUID(random.nextLong(), random.nextLong());
    }

    public Revocation revocation(Target target) {
        Instant cutOff = Instant.ofEpochSecond(random.nextLong(2_000_000_000L));
        boolean withCutOff = switch (target.kind()) {
            case TOKEN -> false;
            case KEY -> random.nextBoolean();
            case CLAIM, PATH, ISSUER -> true;
        };
        boolean withLogin = withCutOff && random.nextInt(3) == 0;
        return new Revocation(
                target,
                Instant.ofEpochSecond(random.nextLong(253402300800L)),
                withCutOff ? cutOff : null,
                withLogin ? Instant.ofEpochSecond(random.nextLong(2_000_000_000L)) : null);
    }

    private Origin origin() {
        return new Origin(
                new UUID(random.nextLong(), random.nextLong()),
                Instant.ofEpochMilli(random.nextLong(2_000_000_000_000L)),
                maybe(),
                maybe(),
                maybe());
    }

    private @Nullable String maybe() {
        return random.nextBoolean() ? null : text();
    }

    /** At least one and at most eight pieces. */
    public String text() {
        StringBuilder text = new StringBuilder();
        int pieces = 1 + random.nextInt(8);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "RandomEvents with -Drevocast.seed=" + seed;
    }
}
