/** The endpoints that list revocations, stream events and read the audit. */
@NullMarked
package io.revocast.publisher.query;

import org.jspecify.annotations.NullMarked;
