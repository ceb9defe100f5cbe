@NullMarked
package io.revocast.publisher;

import org.jspecify.annotations.NullMarked;
