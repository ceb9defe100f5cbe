package io.revocast.publisher.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.TextRules;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON object the one way that every parser agrees on: valid UTF-8, no duplicate members at any depth,
 * nothing after it, no lone surrogates, no absurd exponents. Nested values are kept, up to 32 deep.
 */
final class StrictJson {
    private static final int MAX_EXPONENT = 1000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxNumberLength(100)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private StrictJson() {}

    /**
     * Returns the members, read-only: each a String, a BigDecimal, a Boolean, a List or a Map of those by name, or null
     * for JSON's null. The scale of a number is 0 exactly when it is spelt as an integer, without fraction and exponent.
     */
    static Map<String, @Nullable Object> object(byte[] utf8, String part) throws RejectedException {
        try (JsonParser json = JSON.createParser(text(utf8))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed(part);
            }
            Map<String, @Nullable Object> members = members(json, part);
            if (json.nextToken() != null) {
                throw malformed(part);
            }
            return members;
        } catch (IOException | NumberFormatException e) {
            // The latter is an exponent of more digits than fit. Jackson's own message may quote the token.
            throw malformed(part);
        }
    }

    private static Map<String, @Nullable Object> members(JsonParser json, String part)
            throws IOException, RejectedException {
        Map<String, @Nullable Object> members = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = wellFormed(json.currentName(), part);
            members.put(name, value(json, json.nextToken(), part));
        }
        return Collections.unmodifiableMap(members);
    }

    private static List<@Nullable Object> elements(JsonParser json, String part) throws IOException, RejectedException {
        List<@Nullable Object> elements = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            elements.add(value(json, token, part));
        }
        return Collections.unmodifiableList(elements);
    }

    private static @Nullable Object value(JsonParser json, @Nullable JsonToken token, String part)
            throws IOException, RejectedException {
        if (token == null) {
            throw malformed(part);
        }
        return switch (token) {
            case VALUE_STRING -> wellFormed(json.getText(), part);
            case VALUE_NUMBER_INT -> number(json.getDecimalValue(), part);
            case VALUE_NUMBER_FLOAT -> notAnInteger(number(json.getDecimalValue(), part));
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case START_ARRAY -> elements(json, part);
            case START_OBJECT -> members(json, part);
            default -> throw malformed(part);
        };
    }

    /** What is done with a number later costs as much as its exponent says, not as the text is long. */
    private static BigDecimal number(BigDecimal number, String part) throws RejectedException {
        if (Math.abs((long) number.scale()) > MAX_EXPONENT) {
            throw new RejectedException(
                    Kind.INVALID_TOKEN,
                    "token",
                    null,
                    part + " must not have a number with an exponent beyond " + MAX_EXPONENT);
        }
        return number;
    }

    /** A number such as 7e0 has the scale 0, and libraries read it as 7.0. */
    private static BigDecimal notAnInteger(BigDecimal number) {
        return number.scale() == 0 ? number.setScale(1) : number;
    }

    private static String wellFormed(String text, String part) throws RejectedException {
        if (!TextRules.isWellFormed(text)) {
            throw malformed(part);
        }
        return text;
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
