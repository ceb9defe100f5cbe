/** Tests of the files for operators. */
@NullMarked
package io.revocast.ops;

import org.jspecify.annotations.NullMarked;
