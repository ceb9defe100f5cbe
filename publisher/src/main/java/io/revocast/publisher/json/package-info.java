/** Reads and writes the JSON of the endpoints. */
@NullMarked
package io.revocast.publisher.json;

import org.jspecify.annotations.NullMarked;
