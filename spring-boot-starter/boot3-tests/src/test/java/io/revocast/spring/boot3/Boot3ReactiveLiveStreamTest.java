package io.revocast.spring.boot3;

import io.revocast.spring.contract.LiveStreamContract;

class Boot3ReactiveLiveStreamTest extends LiveStreamContract {
    Boot3ReactiveLiveStreamTest() {
        super("reactive");
    }
}
