/** The endpoints for operators: health, metrics and the API description. */
@NullMarked
package io.revocast.publisher.health;

import org.jspecify.annotations.NullMarked;
