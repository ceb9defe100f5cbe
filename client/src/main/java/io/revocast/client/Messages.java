package io.revocast.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.revocast.event.Receipt;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** The JSON that goes to the publisher, and the replies in what comes back. */
final class Messages {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern FINGERPRINT = Pattern.compile("sha256:[A-Za-z0-9_-]{43}");

    private Messages() {}

    static byte[] token(String jwt, Reason reason) {
        return write(json -> {
            json.writeStringField("token", jwt);
            writeReason(json, reason);
        });
    }

    static byte[] revocation(RevocationRequest request) {
        return write(json -> {
            writeTarget(json, request.target());
            writeInstant(json, "issuedBefore", request.issuedBefore());
            writeInstant(json, "authBefore", request.authenticatedBefore());
            writeInstant(json, "expiresAt", request.expiresAt());
            writeReason(json, request.reason());
            writeText(json, "confirm", request.confirmation());
        });
    }

    static byte[] reinstatement(UUID id, Reason reason, @Nullable Receipt expected) {
        return write(json -> {
            json.writeStringField("id", id.toString());
            writeExpected(json, expected);
            writeReason(json, reason);
        });
    }

    static byte[] reinstatement(Target target, Reason reason, @Nullable Receipt expected) {
        return write(json -> {
            writeTarget(json, target);
            writeExpected(json, expected);
            writeReason(json, reason);
        });
    }

    private static void writeExpected(JsonGenerator json, @Nullable Receipt expected) throws IOException {
        if (expected != null) {
            json.writeObjectFieldStart("expected");
            json.writeStringField("topicId", expected.topicId());
            json.writeNumberField("partition", expected.partition());
            json.writeNumberField("offset", expected.offset());
            json.writeEndObject();
        }
    }

    @FunctionalInterface
    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] write(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static void writeTarget(JsonGenerator json, Target target) throws IOException {
        json.writeObjectFieldStart("target");
        json.writeStringField("kind", target.kind().wireName());
        json.writeStringField("issuer", target.issuer());
        if (target instanceof Target.Token token) {
            boolean fingerprint = FINGERPRINT.matcher(token.id()).matches();
            json.writeStringField(fingerprint ? "fingerprint" : "jti", token.id());
        } else if (target instanceof Target.Claim claim) {
            json.writeStringField("name", claim.name());
            json.writeStringField("value", claim.value());
        } else if (target instanceof Target.Path path) {
            json.writeStringField("pointer", path.pointer());
            json.writeStringField("value", path.value());
        } else if (target instanceof Target.Key key) {
            json.writeStringField("kid", key.keyId());
        }
        json.writeEndObject();
    }

    private static void writeReason(JsonGenerator json, Reason reason) throws IOException {
        writeText(json, "reason", reason.code());
        writeText(json, "note", reason.note());
    }

    private static void writeInstant(JsonGenerator json, String name, @Nullable Instant value) throws IOException {
        writeText(json, name, value == null ? null : value.toString());
    }

    private static void writeText(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    /** Throws an {@link IOException} for anything that does not say all of what a reply holds. */
    static RevocationReply revocationReply(JsonObject json) throws IOException {
        try {
            Target target = target(json.requireObject("target"));
            Instant expiresAt = Instant.parse(json.requireText("expiresAt"));
            String outcome = json.requireText("outcome");
            if (outcome.equals("expired")) {
                return new RevocationReply.Expired(target, expiresAt);
            }
            return new RevocationReply.Confirmed(
                    RevocationReply.Outcome.valueOf(outcome.toUpperCase(Locale.ROOT)),
                    id(json),
                    target,
                    expiresAt,
                    receipt(json.requireObject("receipt")),
                    json.texts("warnings"));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeParseException e) {
            throw new IOException("a member has a value that is not valid", e);
        }
    }

    static ReinstatementReply reinstatementReply(JsonObject json) throws IOException {
        try {
            ReinstatementReply.Outcome outcome = ReinstatementReply.Outcome.valueOf(
                    json.requireText("outcome").toUpperCase(Locale.ROOT));
            JsonObject target = json.object("target");
            JsonObject receipt = json.object("receipt");
            if (outcome == ReinstatementReply.Outcome.REINSTATED && receipt == null) {
                throw new IOException("the object receipt is missing");
            }
            return new ReinstatementReply(
                    outcome,
                    id(json),
                    target == null ? null : target(target),
                    receipt == null ? null : receipt(receipt));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException("a member has a value that is not valid", e);
        }
    }

    private static @Nullable UUID id(JsonObject json) {
        String id = json.text("id");
        return id == null ? null : UUID.fromString(id);
    }

    private static Target target(JsonObject json) throws IOException {
        String issuer = json.requireText("issuer");
        String kind = json.requireText("kind");
        return switch (kind) {
            case "token" -> {
                String fingerprint = json.text("fingerprint");
                yield new Target.Token(issuer, fingerprint == null ? json.requireText("jti") : fingerprint);
            }
            case "claim" -> new Target.Claim(issuer, json.requireText("name"), json.requireText("value"));
            case "path" -> new Target.Path(issuer, json.requireText("pointer"), json.requireText("value"));
            case "key" -> new Target.Key(issuer, json.requireText("kid"));
            case "issuer" -> new Target.Issuer(issuer);
            default -> throw new IOException("a kind of target that this release does not know");
        };
    }

    private static Receipt receipt(JsonObject json) throws IOException {
        return new Receipt(
                json.requireText("topicId"),
                Math.toIntExact(json.requireNumber("partition")),
                json.requireNumber("offset"));
    }
}
