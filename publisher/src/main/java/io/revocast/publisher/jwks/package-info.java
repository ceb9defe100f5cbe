/** Whether a pasted token was signed by the issuer it names, by that issuer's published keys. */
@NullMarked
package io.revocast.publisher.jwks;

import org.jspecify.annotations.NullMarked;
