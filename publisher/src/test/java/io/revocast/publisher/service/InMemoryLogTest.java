package io.revocast.publisher.service;

import io.revocast.publisher.append.RevocationLog;

class InMemoryLogTest extends RevocationLogContract {
    @Override
    protected RevocationLog log() {
        return new InMemoryLog();
    }
}
