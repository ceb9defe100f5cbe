/** Which instances run, what they report to have applied, and whether they agree. Knows no Kafka and no HTTP. */
@NullMarked
package io.revocast.publisher.fleet;

import org.jspecify.annotations.NullMarked;
