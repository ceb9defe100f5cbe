package io.revocast.publisher.revoke;

class InMemoryLogTest extends RevocationLogContract {
    @Override
    protected RevocationLog log() {
        return new InMemoryLog();
    }
}
