package io.revocast.soak.history;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;

/** Measures for how long tokens were accepted after the acknowledgement of their revocation. */
public final class Lateness {
    private Lateness() {}

    /**
     * Returns the longest time in nanoseconds between an acknowledgement and the last NOT_REVOKED that contradicts it. It is
     * null when none of the processes accepted a token after its acknowledgement.
     */
    public static @Nullable Long worst(History history, Collection<Subject> subjects, List<Incarnation> incarnations) {
        Long worst = null;
        for (Incarnation incarnation : incarnations) {
            for (Subject subject : subjects) {
                for (Obligation obligation : history.obligations(subject)) {
                    Long late = of(incarnation.runs(subject.number()), obligation);
                    worst = late == null || (worst != null && worst > late) ? worst : late;
                }
            }
        }
        return worst;
    }

    private static @Nullable Long of(List<Run> runs, Obligation obligation) {
        Long worst = null;
        for (Run run : runs) {
            Long checked = run.answer() == Run.Answer.NOT_REVOKED
                    ? run.checkedWithin(obligation.committed(), obligation.until())
                    : null;
            worst = checked == null ? worst : Long.valueOf(checked - obligation.committed());
        }
        return worst;
    }
}
