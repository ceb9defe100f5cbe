package io.revocast.client;

import org.jspecify.annotations.Nullable;

/** What is used of a problem document (RFC 9457). Any member may be missing: a proxy answered instead, say. */
record ProblemDetails(
        @Nullable String type,
        @Nullable String title,
        @Nullable String detail,
        @Nullable Blame blame,
        @Nullable String confirmation) {

    /** The field to blame, and the rule that it breaks. */
    record Blame(@Nullable String field, @Nullable String rule) {}

    static final ProblemDetails NONE = new ProblemDetails(null, null, null, null, null);

    static ProblemDetails of(JsonObject document) {
        JsonObject preview = document.object("preview");
        return new ProblemDetails(
                document.text("type"),
                document.text("title"),
                document.text("detail"),
                new Blame(document.text("field"), document.text("rule")),
                preview == null ? null : preview.text("confirm"));
    }

    @Nullable
    String field() {
        return blame == null ? null : blame.field();
    }

    @Nullable
    String rule() {
        return blame == null ? null : blame.rule();
    }

    String summary() {
        String text = detail == null ? title : detail;
        return text == null ? "no detail" : text;
    }
}
