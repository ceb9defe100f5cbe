/** The service of the soak: a process that embeds the library, checks tokens without end, and prints what it is answered. */
@NullMarked
package io.revocast.soak.instance;

import org.jspecify.annotations.NullMarked;
