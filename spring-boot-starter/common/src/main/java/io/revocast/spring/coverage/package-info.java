/** Which decoders refuse revoked tokens: those that the starter wraps, and the proof that there is no other. */
@NullMarked
package io.revocast.spring.coverage;

import org.jspecify.annotations.NullMarked;
