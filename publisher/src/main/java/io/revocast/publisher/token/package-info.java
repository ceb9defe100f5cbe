/** Reads tokens in any spelling, and remembers the tokens that callers reported. */
@NullMarked
package io.revocast.publisher.token;

import org.jspecify.annotations.NullMarked;
