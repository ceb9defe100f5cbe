/** How every command connects, fails, reads and prints. */
@NullMarked
package io.revocast.cli.command;

import org.jspecify.annotations.NullMarked;
