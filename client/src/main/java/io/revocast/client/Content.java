package io.revocast.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;

/** The body of an answer: its bytes, or the stream of a success that is read while it arrives. */
final class Content {
    private final byte[] bytes;
    private final InputStream stream;

    private Content(byte[] bytes, InputStream stream) {
        this.bytes = bytes;
        this.stream = stream;
    }

    /** Reads every body to its end, up to a number of bytes. */
    static BodyHandler<Content> whole(int maxBytes) {
        return head -> BodySubscribers.mapping(new BoundedBody(maxBytes), Content::of);
    }

    /** Leaves the body of a 200 to be read, and reads others to their end, up to a number of bytes. */
    static BodyHandler<Content> streamed(int maxBytes) {
        return head -> head.statusCode() == 200
                ? BodySubscribers.mapping(BodySubscribers.ofInputStream(), stream -> new Content(new byte[0], stream))
                : whole(maxBytes).apply(head);
    }

    private static Content of(byte[] bytes) {
        return new Content(bytes, InputStream.nullInputStream());
    }

    /** Not a copy: each answer has its own. */
    byte[] bytes() {
        return bytes;
    }

    InputStream stream() {
        return stream;
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    ProblemDetails problem() {
        try {
            return ProblemDetails.of(JsonObject.read(bytes));
        } catch (IOException e) {
            return ProblemDetails.NONE;
        }
    }
}
