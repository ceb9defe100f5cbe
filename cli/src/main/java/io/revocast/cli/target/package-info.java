/** Options that name the target of a command. */
@NullMarked
package io.revocast.cli.target;

import org.jspecify.annotations.NullMarked;
