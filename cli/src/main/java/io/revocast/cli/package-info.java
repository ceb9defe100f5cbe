/** The commands that talk to a publisher over HTTP. Data goes to standard output, messages to standard error. */
@NullMarked
package io.revocast.cli;

import org.jspecify.annotations.NullMarked;
