package io.revocast.publisher.query;

import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.MalformedEventException;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.api.Answers;
import io.revocast.publisher.audit.AuditCodec;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditFilter;
import io.revocast.publisher.audit.AuditReader.Placed;
import io.revocast.publisher.audit.AuditReader.Verification;
import io.revocast.publisher.audit.AuditRecord;
import io.revocast.publisher.audit.ChainReport;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** The JSON of audit entries and of their verification, as maps in the order of their fields. */
final class AuditAnswers {
    private AuditAnswers() {}

    /**
     * @param filter says what the reader may see of the entry
     */
    static Map<String, Object> entry(Placed placed, AuditFilter filter) {
        AuditRecord.Entry found = placed.entry();
        AuditEntry entry = filter.visible(found);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("offset", placed.offset());
        json.put("chain", found.link().chain().toString());
        json.put("seq", found.link().seq());
        json.put("at", entry.at().toString());
        json.put("requestId", entry.requestId());
        json.put("actor", entry.actor());
        json.put("action", AuditCodec.word(entry.action()));
        json.put("decision", AuditCodec.word(entry.decision()));
        UUID key = entry.context().key();
        put(json, "idempotencyKey", key == null ? null : key.toString());
        put(json, "topicId", entry.context().topicId());
        if (!entry.context().lostTopicIds().isEmpty()) {
            json.put("lostTopicIds", entry.context().lostTopicIds());
        }
        if (found.parts() > 1) {
            json.put("part", found.part());
            json.put("parts", found.parts());
        }
        json.put(
                "subjects", entry.subjects().stream().map(AuditAnswers::subject).toList());
        put(json, "reason", entry.reason());
        put(json, "detail", entry.detail());
        return json;
    }

    private static Map<String, Object> subject(AuditEntry.Subject subject) {
        Map<String, Object> json = new LinkedHashMap<>();
        try {
            byte[] key = subject.target().getBytes(StandardCharsets.UTF_8);
            json.put("target", Answers.target(EventCodec.decodeKey(key)));
        } catch (MalformedEventException e) {
            json.put("key", subject.target());
        }
        put(json, "id", subject.id());
        put(json, "outcome", subject.outcome());
        AuditEntry.Validity validity = subject.more().validity();
        RevocationEvent event = subject.more().event();
        if (validity != null) {
            validity(json, validity.expiresAt(), validity.issuedBefore());
            Instant authenticatedBefore = validity.authenticatedBefore();
            put(json, "authBefore", authenticatedBefore == null ? null : authenticatedBefore.toString());
        } else if (event instanceof RevocationEvent.Revoked revoked) {
            validity(
                    json, revoked.revocation().expiresAt(), revoked.revocation().issuedBefore());
            Instant authenticatedBefore = revoked.revocation().authenticatedBefore();
            put(json, "authBefore", authenticatedBefore == null ? null : authenticatedBefore.toString());
        }
        if (subject.receipt() != null) {
            json.put("receipt", subject.receipt());
        }
        return json;
    }

    private static void validity(Map<String, Object> json, Instant expiresAt, @Nullable Instant issuedBefore) {
        json.put("expiresAt", expiresAt.toString());
        put(json, "issuedBefore", issuedBefore == null ? null : issuedBefore.toString());
    }

    static Map<String, Object> verification(Verification verification) {
        ChainReport report = verification.report();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("intact", verification.complete() && report.intact());
        json.put("complete", verification.complete());
        json.put("entries", report.entries());
        json.put("chains", report.chains());
        json.put("open", report.open());
        json.put("breaks", report.breaks().stream().map(AuditAnswers::broken).toList());
        json.put("allBreaks", report.allBreaks());
        if (report.first() >= 0) {
            json.put("first", report.first());
            json.put("last", report.last());
        }
        return json;
    }

    private static Map<String, Object> broken(ChainReport.Break found) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", AuditCodec.word(found.kind()));
        json.put("offset", found.offset());
        put(json, "chain", found.chain() == null ? null : found.chain().toString());
        put(json, "seq", found.seq());
        json.put("what", found.what());
        return json;
    }

    private static void put(Map<String, Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
