/** Adapter for Nimbus JOSE+JWT. */
@NullMarked
package io.revocast.adapter.nimbus;

import org.jspecify.annotations.NullMarked;
