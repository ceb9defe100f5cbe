/** What was decided, by whom and why: entries, their chain, and the check that none is missing. Knows nothing of Kafka or HTTP. */
@NullMarked
package io.revocast.publisher.audit;

import org.jspecify.annotations.NullMarked;
