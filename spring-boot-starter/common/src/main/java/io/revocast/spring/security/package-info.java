/** Checks in Spring Security: the tokens, the validator and the decoders that check. */
@NullMarked
package io.revocast.spring.security;

import org.jspecify.annotations.NullMarked;
