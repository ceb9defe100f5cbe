@NullMarked
package io.revocast.embedded;

import org.jspecify.annotations.NullMarked;
