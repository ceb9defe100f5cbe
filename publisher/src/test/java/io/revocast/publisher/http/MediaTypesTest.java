package io.revocast.publisher.http;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MediaTypesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-ndjson",
                "Application/X-NDJSON; q=0.5",
                "application/x-ndjson, application/json",
                "application/x-ndjson, */*",
                "application/json;q=0.5, application/x-ndjson",
                "*/*;q=0.1, application/x-ndjson;q=0.2",
                "application/json;q=0, */*",
                "text/html, application/x-ndjson"
            })
    void linesAreSentToWhomPrefersThem(String accept) {
        assertThat(MediaTypes.prefersNdjson(accept)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "application/json",
                "*/*",
                "application/*",
                "application/json, application/x-ndjson",
                "application/x-ndjson;q=0.4, application/json;q=0.5",
                "application/x-ndjson;q=0, */*",
                "application/x-ndjson;q=0.000, application/json",
                "*/*, application/x-ndjson;q=0.9",
                "application/x-ndjson;q=0"
            })
    void othersGetOneDocument(String accept) {
        assertThat(MediaTypes.prefersNdjson(accept)).isFalse();
    }

    @Test
    void requestWithoutAcceptGetsOneDocument() {
        assertThat(MediaTypes.prefersNdjson(null)).isFalse();
    }
}
