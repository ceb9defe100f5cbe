/** The reports of a list: which offsets it has applied. */
@NullMarked
package io.revocast.consumer.internal.report;

import org.jspecify.annotations.NullMarked;
