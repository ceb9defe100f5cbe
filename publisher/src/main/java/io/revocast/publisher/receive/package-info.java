/** What identity providers send when something ends at them, judged and turned into revocations. Knows no HTTP. */
@NullMarked
package io.revocast.publisher.receive;

import org.jspecify.annotations.NullMarked;
