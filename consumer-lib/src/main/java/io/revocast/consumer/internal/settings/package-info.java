/** The checked settings of a list, and the properties of its Kafka clients. */
@NullMarked
package io.revocast.consumer.internal.settings;

import org.jspecify.annotations.NullMarked;
