/** Signatures that the JOSE library verifies only with a further library. */
@NullMarked
package io.revocast.jose;

import org.jspecify.annotations.NullMarked;
