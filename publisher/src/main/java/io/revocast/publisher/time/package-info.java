/** The time by which requests are judged, and how certain it is. */
@NullMarked
package io.revocast.publisher.time;

import org.jspecify.annotations.NullMarked;
