/** The Actuator endpoint, the health of the list and the info contribution. */
@NullMarked
package io.revocast.spring.actuate;

import org.jspecify.annotations.NullMarked;
