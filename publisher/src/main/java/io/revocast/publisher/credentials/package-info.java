/** Credentials, their scopes and their rate limits. */
@NullMarked
package io.revocast.publisher.credentials;

import org.jspecify.annotations.NullMarked;
