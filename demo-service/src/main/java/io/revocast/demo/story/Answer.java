package io.revocast.demo.story;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a process answered over HTTP. Immutable.
 *
 * @param status 0 when there was no answer
 * @param body the JSON object, or an empty one
 * @param tookNanos from sending the request to having the answer
 */
record Answer(int status, JsonNode body, long tookNanos) {
    String text(String name) {
        return body.path(name).asText();
    }
}
