/** Adapter for Jakarta Servlet. */
@NullMarked
package io.revocast.adapter.servlet;

import org.jspecify.annotations.NullMarked;
