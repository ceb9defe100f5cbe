/** The commands that write: revoke, reinstate and import. */
@NullMarked
package io.revocast.cli.revoke;

import org.jspecify.annotations.NullMarked;
