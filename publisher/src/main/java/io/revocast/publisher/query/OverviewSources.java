package io.revocast.publisher.query;

import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.fleet.KnownFleet;
import io.revocast.publisher.fleet.history.ChangeRates;
import io.revocast.publisher.fleet.history.WaveRecorder;
import io.revocast.publisher.health.Alarm;
import io.revocast.publisher.health.Availability;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the overview shows.
 *
 * @param alarms what is wrong now
 * @param kafka whether the topic of revocations can be used
 * @param audit whether decisions can be recorded; gives null when the publisher keeps no audit
 * @param brokers the brokers' time
 */
public record OverviewSources(
        LiveRevocations live,
        KnownFleet fleet,
        ChangeRates rates,
        WaveRecorder waves,
        Supplier<String> state,
        Supplier<List<Alarm>> alarms,
        Supplier<Availability> kafka,
        Supplier<@Nullable Availability> audit,
        InstantSource brokers) {}
