package io.revocast.soak.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A time in which a token must be refused. It begins with the acknowledgement of a revocation and ends when the first
 * request is sent that may take this revocation back.
 *
 * @param committed when the acknowledgement was read, in nanoseconds of the machine's monotonic clock
 * @param until when it ends, exclusive
 */
record Obligation(long committed, long until) {

    /**
     * Derives the obligations of one token from the requests about it.
     *
     * <p>A reinstatement ends an obligation unless it had returned before the revocation was requested. A caller that
     * got no answer and revokes again is promised that the later revocation holds.
     *
     * @param attempts every request about the token, in any order
     * @param end when its verdicts cease to matter
     */
    static List<Obligation> of(List<Attempt> attempts, long end) {
        Map<Long, Long> earliestByEnd = new TreeMap<>();
        for (Attempt revoked : attempts) {
            if (revoked.isCommittedRevocation()) {
                long until = attempts.stream()
                        .filter(attempt -> attempt.mayReinstate() && attempt.returned() >= revoked.invoked())
                        .mapToLong(Attempt::invoked)
                        .min()
                        .orElse(end);
                earliestByEnd.merge(Math.min(until, end), revoked.returned(), Math::min);
            }
        }
        List<Obligation> obligations = new ArrayList<>(earliestByEnd.size());
        earliestByEnd.forEach((until, committed) -> {
            if (committed < until) {
                obligations.add(new Obligation(committed, until));
            }
        });
        return obligations;
    }
}
