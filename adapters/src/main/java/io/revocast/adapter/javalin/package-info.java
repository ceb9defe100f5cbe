/** Adapter for Javalin. */
@NullMarked
package io.revocast.adapter.javalin;

import org.jspecify.annotations.NullMarked;
