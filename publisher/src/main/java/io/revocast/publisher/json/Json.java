package io.revocast.publisher.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** JSON in and out: bounded, without duplicate members, nothing after the document. */
public final class Json {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_NUMBER = 64;
    private static final int MAX_NAME = 256;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER)
                            .maxNameLength(MAX_NAME)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Knows already what it is to read, which the mapper would find out for each document. */
    private static final ObjectReader TREES = MAPPER.readerFor(JsonNode.class);

    private Json() {}

    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records, maps, lists, texts and numbers can always be written", e);
        }
    }

    public static void answer(Context ctx, int status, Object json) {
        byte[] body = write(json);
        ctx.status(status).contentType("application/json").result(body);
        // Else one longer than the server's buffer would be sent in chunks.
        ctx.res().setContentLength(body.length);
    }

    /** As {@link #read}, and it must be an object. */
    public static JsonNode readObject(byte[] utf8) throws ProblemException {
        return object("the body", read(utf8));
    }

    /** Reads an object from one line of a body. The problem names the column only. */
    public static JsonNode readLine(byte[] utf8) throws ProblemException {
        return object("the line", read("the line", utf8, place -> "column " + place.getColumnNr()));
    }

    private static JsonNode object(String source, JsonNode document) throws ProblemException {
        if (!document.isObject()) {
            throw invalid(source + " must be a JSON object");
        }
        return document;
    }

    private static ProblemException invalid(String rule) {
        return new ProblemException(Problem.of(ProblemType.INVALID_REQUEST, rule));
    }

    /** Whether no parser could take the bytes for another encoding, or another text. */
    private static boolean isAscii(byte[] utf8) {
        for (byte each : utf8) {
            if (each <= 0) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] utf8) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    }

    /** Reads a document in UTF-8. The problem names line and column, and quotes nothing: it may be a token. */
    public static JsonNode read(byte[] utf8) throws ProblemException {
        return read("the body", utf8, place -> "line " + place.getLineNr() + ", column " + place.getColumnNr());
    }

    private static JsonNode read(String source, byte[] utf8, Function<JsonLocation, String> place)
            throws ProblemException {
        try {
            return isAscii(utf8) ? TREES.readTree(utf8) : TREES.readTree(text(utf8));
        } catch (StreamConstraintsException e) {
            throw invalid(source + " must be nested at most " + MAX_DEPTH + " deep, its numbers at most " + MAX_NUMBER
                    + " digits and its names at most " + MAX_NAME + " characters");
        } catch (JsonProcessingException e) {
            throw invalid(source + " must be one JSON document without duplicate members"
                    + (e.getLocation() == null ? "" : ": " + place.apply(e.getLocation())));
        } catch (IOException e) {
            throw invalid(source + " must be valid UTF-8");
        }
    }
}
