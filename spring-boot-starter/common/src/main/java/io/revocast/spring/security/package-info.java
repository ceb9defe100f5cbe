/** Checks in Spring Security: the validator, the decoders that check, the request filters, the proof of coverage. */
@NullMarked
package io.revocast.spring.security;

import org.jspecify.annotations.NullMarked;
