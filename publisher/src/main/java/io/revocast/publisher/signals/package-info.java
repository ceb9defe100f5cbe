/** The endpoints for messages of identity providers: back-channel logout and security event tokens. */
@NullMarked
package io.revocast.publisher.signals;

import org.jspecify.annotations.NullMarked;
