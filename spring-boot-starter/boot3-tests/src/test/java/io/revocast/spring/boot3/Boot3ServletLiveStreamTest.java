package io.revocast.spring.boot3;

import io.revocast.spring.contract.LiveStreamContract;

class Boot3ServletLiveStreamTest extends LiveStreamContract {
    Boot3ServletLiveStreamTest() {
        super("servlet");
    }
}
