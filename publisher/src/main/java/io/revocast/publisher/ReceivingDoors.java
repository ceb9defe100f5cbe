package io.revocast.publisher;

import io.revocast.publisher.http.ReceiveRoutes;
import io.revocast.publisher.receive.Inbox;
import io.revocast.publisher.receive.LogoutTokens;
import io.revocast.publisher.receive.ReceivedCounts;
import io.revocast.publisher.receive.SecurityEvents;
import io.revocast.publisher.revoke.Desk;
import io.revocast.publisher.revoke.TokenAuthenticity;

import java.time.Clock;

/** Wires the doors for identity providers: whose messages, judged how, counted where. */
final class ReceivingDoors {
    private ReceivingDoors() {}

    static ReceiveRoutes routes(
            PublisherConfig.Receiving receiving, TokenAuthenticity authenticity, Desk desk, ReceivedCounts counts) {
        Inbox inbox = new Inbox(receiving.providers(), authenticity, desk, Clock.systemUTC());
        return new ReceiveRoutes(
                new LogoutTokens(inbox, counts), new SecurityEvents(inbox, counts), receiving.lenientContentType());
    }
}
