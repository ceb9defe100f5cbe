package io.revocast.publisher.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.event.Receipt;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The receipt of a revocation's last record as an {@code ETag} (RFC 9110 section 8.8.3):
 * {@code "<topicId>:<partition>:<offset>"}. It is another one whenever the revocation has a newer record.
 */
public final class EntityTag {
    private static final Pattern TAG = Pattern.compile("\"?([A-Za-z0-9_-]{1,64}):(\\d{1,9}):(\\d{1,18})\"?");

    private EntityTag() {}

    public static String of(Receipt receipt) {
        return "\"" + receipt.topicId() + ":" + receipt.partition() + ":" + receipt.offset() + "\"";
    }

    /** Reads a receipt: the tag's text, with or without quotes, or the object that answers have. */
    static Receipt read(String field, JsonNode node) throws RejectedException {
        if (node.isTextual()) {
            Matcher matcher = TAG.matcher(node.textValue());
            if (matcher.matches()) {
                return new Receipt(
                        matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)));
            }
        } else if (node.path("topicId").isTextual()
                && !node.path("topicId").textValue().isEmpty()
                && isNatural(node.path("partition"), Integer.MAX_VALUE)
                && isNatural(node.path("offset"), Long.MAX_VALUE)) {
            return new Receipt(
                    node.path("topicId").textValue(),
                    node.path("partition").intValue(),
                    node.path("offset").longValue());
        }
        throw new RejectedException(
                Kind.INVALID_FIELD,
                field,
                null,
                "must be a receipt, or the ETag of the revocation, as they were answered");
    }

    private static boolean isNatural(JsonNode node, long most) {
        return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0 && node.longValue() <= most;
    }
}
