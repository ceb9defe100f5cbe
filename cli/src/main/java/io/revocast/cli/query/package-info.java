/** The commands that read: check, list, tail, audit and export. */
@NullMarked
package io.revocast.cli.query;

import org.jspecify.annotations.NullMarked;
