@NullMarked
package io.revocast.event;

import org.jspecify.annotations.NullMarked;
