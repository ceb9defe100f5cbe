/**
 * An ordinary small service that uses Revocast as a stranger would: it logs in, refreshes, protects and logs out.
 *
 * <p>Three practices together: access tokens of five minutes, refresh tokens that are used once, and revocation.
 */
@NullMarked
package io.revocast.demo;

import org.jspecify.annotations.NullMarked;
