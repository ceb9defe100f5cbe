/** Where settings come from, in which order, and how a wrong one is reported. Knows names and values, not meanings. */
@NullMarked
package io.revocast.config;

import org.jspecify.annotations.NullMarked;
