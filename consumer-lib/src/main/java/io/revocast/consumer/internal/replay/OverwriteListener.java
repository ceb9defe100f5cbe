package io.revocast.consumer.internal.replay;

import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.internal.store.LiveRevocation;

/** A listener that also learns which live revocations the log no longer carries in full. For the publisher. */
public interface OverwriteListener extends RevocationListener {
    /**
     * A record that carries less replaced the last record of a live revocation. Called only by lists that keep origins,
     * and not during the first replay, after which the list's live revocations have the same information.
     */
    void onOverwritten(LiveRevocation revocation);
}
