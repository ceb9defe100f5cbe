package io.revocast.spring.boot4;

import io.revocast.spring.contract.LiveStreamContract;

class Boot4ReactiveLiveStreamTest extends LiveStreamContract {
    Boot4ReactiveLiveStreamTest() {
        super("reactive");
    }
}
