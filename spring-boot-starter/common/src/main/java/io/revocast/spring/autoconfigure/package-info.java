/** Auto-configuration of the list: properties, lifecycle, failure analyzers. */
@NullMarked
package io.revocast.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
