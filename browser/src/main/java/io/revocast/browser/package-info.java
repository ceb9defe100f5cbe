/** Chromium in tests. */
@NullMarked
package io.revocast.browser;

import org.jspecify.annotations.NullMarked;
