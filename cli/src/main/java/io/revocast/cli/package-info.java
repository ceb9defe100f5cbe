/** The {@code revocast} command: puts the commands together that talk to a publisher over HTTP. */
@NullMarked
package io.revocast.cli;

import org.jspecify.annotations.NullMarked;
