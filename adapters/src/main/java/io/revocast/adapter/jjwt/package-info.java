/** Adapter for jjwt (JJWT, {@code io.jsonwebtoken}). */
@NullMarked
package io.revocast.adapter.jjwt;

import org.jspecify.annotations.NullMarked;
