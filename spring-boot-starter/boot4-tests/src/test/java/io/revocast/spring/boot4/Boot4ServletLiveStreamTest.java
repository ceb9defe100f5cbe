package io.revocast.spring.boot4;

import io.revocast.spring.contract.LiveStreamContract;

class Boot4ServletLiveStreamTest extends LiveStreamContract {
    Boot4ServletLiveStreamTest() {
        super("servlet");
    }
}
