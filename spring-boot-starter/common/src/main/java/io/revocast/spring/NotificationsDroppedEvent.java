package io.revocast.spring;

/**
 * An application event: {@link RevokedEvent}s were lost because listeners return too slowly. Check again what you hold,
 * for example every open connection.
 *
 * @param count the notifications that were dropped since the last such event, at least 1
 */
public record NotificationsDroppedEvent(long count) {}
