package io.revocast.publisher.revoke;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.revocast.publisher.revoke.RejectedException.Kind;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads one JSON object the one way that every parser agrees on: valid UTF-8, no duplicate members at any depth,
 * nothing after it, no lone surrogates in the strings that are kept.
 */
final class StrictJson {
    /** Stands for members whose value is neither a string nor a number: true, false, null, an array, an object. */
    static final Object OTHER = new Object();

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxNumberLength(100)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private StrictJson() {}

    /** Returns the members: a String, a BigDecimal, or {@link #OTHER}. */
    static Map<String, Object> object(byte[] utf8, String part) throws RejectedException {
        Map<String, Object> members = new HashMap<>();
        try (JsonParser json = JSON.createParser(text(utf8))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed(part);
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                members.put(name, member(json, part));
            }
            if (json.nextToken() != null) {
                throw malformed(part);
            }
        } catch (IOException e) {
            // Jackson's own message may quote the token.
            throw malformed(part);
        }
        return Collections.unmodifiableMap(members);
    }

    private static Object member(JsonParser json, String part) throws IOException, RejectedException {
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_STRING) {
            String text = json.getText();
            if (!Texts.isWellFormed(text)) {
                throw malformed(part);
            }
            return text;
        }
        if (token.isNumeric()) {
            return json.getDecimalValue();
        }
        json.skipChildren();
        return OTHER;
    }

    private static String text(byte[] utf8) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    }

    private static RejectedException malformed(String part) {
        return new RejectedException(
                Kind.INVALID_TOKEN,
                "token",
                null,
                part + " must be one JSON object in UTF-8, without duplicate members or anything after it");
    }
}
