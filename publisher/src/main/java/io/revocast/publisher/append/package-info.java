/** The ports to the revocation log, and what appends events to it. */
@NullMarked
package io.revocast.publisher.append;

import org.jspecify.annotations.NullMarked;
