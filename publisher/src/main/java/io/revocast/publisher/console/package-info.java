/** Serves the console: its files, and the sessions of the browsers that use it. */
@NullMarked
package io.revocast.publisher.console;

import org.jspecify.annotations.NullMarked;
