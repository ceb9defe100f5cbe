package io.revocast.spring.autoconfigure;

import io.revocast.consumer.AppliedEvent;
import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.State;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.spring.NotificationsDroppedEvent;
import io.revocast.spring.ReinstatedEvent;
import io.revocast.spring.RevokedEvent;
import io.revocast.spring.StateChangedEvent;
import org.springframework.context.ApplicationEventPublisher;

/** Publishes the notifications of the list as application events. */
final class ApplicationEventListener implements RevocationListener {
    private final ApplicationEventPublisher events;

    ApplicationEventListener(ApplicationEventPublisher events) {
        this.events = events;
    }

    @Override
    public void onRevoked(Revocation revocation, AppliedEvent event) {
        events.publishEvent(new RevokedEvent(revocation, event));
    }

    @Override
    public void onReinstated(Target target) {
        events.publishEvent(new ReinstatedEvent(target));
    }

    @Override
    public void onStateChanged(State from, State to) {
        // A closed list follows from a context that closes, which no longer publishes.
        if (to != State.CLOSED) {
            events.publishEvent(new StateChangedEvent(from, to));
        }
    }

    @Override
    public void onNotificationsDropped(long count) {
        events.publishEvent(new NotificationsDroppedEvent(count));
    }
}
