/** The fault laboratory: brokers, publisher and instances as processes, and a network that can be broken for each alone. */
@NullMarked
package io.revocast.soak.lab;

import org.jspecify.annotations.NullMarked;
