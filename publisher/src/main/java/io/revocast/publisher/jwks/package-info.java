/** Whether a token was signed by the issuer it names, by its published keys, and whose access token it is. */
@NullMarked
package io.revocast.publisher.jwks;

import org.jspecify.annotations.NullMarked;
