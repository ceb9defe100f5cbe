package io.revocast.event.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;

/**
 * The JSON of record keys and values: at most 8 deep, numbers of at most 32 characters, names of at most 256, and no
 * member twice. Error messages do not quote the record. Thread-safe: no state.
 */
public final class RecordJson {
    private RecordJson() {}

    /** Returns a factory for documents and texts of at most these lengths, in bytes and characters. */
    public static JsonFactory factory(int maxDocumentBytes, int maxText) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(8)
                        .maxNumberLength(32)
                        .maxStringLength(maxText)
                        .maxNameLength(256)
                        .maxDocumentLength(maxDocumentBytes)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
    }
}
