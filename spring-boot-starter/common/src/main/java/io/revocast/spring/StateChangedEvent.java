package io.revocast.spring;

import io.revocast.consumer.State;

/**
 * An application event: the state of the list changed.
 *
 * @param from the state before
 * @param to the state since then
 */
public record StateChangedEvent(State from, State to) {}
