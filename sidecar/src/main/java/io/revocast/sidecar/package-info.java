/** An HTTP face of one revocation list, for services that are not on the JVM. */
@NullMarked
package io.revocast.sidecar;

import org.jspecify.annotations.NullMarked;
