/** {@code ./revocast soak}: breaks a whole small fleet at random, and checks that it neither forgot nor lied. */
@NullMarked
package io.revocast.soak;

import org.jspecify.annotations.NullMarked;
