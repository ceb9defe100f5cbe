/** The replay: reads the topic, proves that nothing is unread, and applies each record to the store. */
@NullMarked
package io.revocast.consumer.internal.replay;

import org.jspecify.annotations.NullMarked;
