@NullMarked
package io.revocast.demo;

import org.jspecify.annotations.NullMarked;
