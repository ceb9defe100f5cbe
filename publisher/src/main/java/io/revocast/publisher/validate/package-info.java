/** The rules for requests: what may be revoked, from when and until when. */
@NullMarked
package io.revocast.publisher.validate;

import org.jspecify.annotations.NullMarked;
