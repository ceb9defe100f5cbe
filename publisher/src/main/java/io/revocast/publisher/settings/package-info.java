/** The settings of a publisher, read from the configuration and checked. */
@NullMarked
package io.revocast.publisher.settings;

import org.jspecify.annotations.NullMarked;
