package io.revocast.spring.security;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.util.Base64;

/** The payload of a token as it was received, for the one question that Spring's claims do not answer. */
final class RawPayload {
    private static final JsonFactory JSON = new JsonFactory();

    private RawPayload() {}

    /**
     * Whether the payload has a top-level member that is not null. False for text that is not a signed JWT, such as an
     * encrypted one, and for a payload that cannot be read.
     */
    static boolean hasValue(String token, String name) {
        int payload = token.indexOf('.') + 1;
        int signature = token.indexOf('.', payload);
        if (payload == 0 || signature < 0 || token.indexOf('.', signature + 1) >= 0) {
            return false;
        }
        try (JsonParser parser =
                JSON.createParser(Base64.getUrlDecoder().decode(token.substring(payload, signature)))) {
            return parser.nextToken() == JsonToken.START_OBJECT && findsValue(parser, name);
        } catch (IOException | IllegalArgumentException e) {
            // The decoder verified this text, so this is no signed JWT. The caller then assumes the worst.
            return false;
        }
    }

    private static boolean findsValue(JsonParser parser, String name) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = parser.currentName().equals(name);
            JsonToken value = parser.nextToken();
            if (found) {
                return value != JsonToken.VALUE_NULL;
            }
            parser.skipChildren();
        }
        return false;
    }
}
