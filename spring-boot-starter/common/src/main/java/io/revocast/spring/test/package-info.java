/** The test slice. */
@NullMarked
package io.revocast.spring.test;

import org.jspecify.annotations.NullMarked;
