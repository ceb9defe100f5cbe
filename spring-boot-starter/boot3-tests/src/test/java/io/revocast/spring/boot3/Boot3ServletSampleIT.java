package io.revocast.spring.boot3;

import io.revocast.spring.contract.OutageContract;

class Boot3ServletSampleIT extends OutageContract {
    Boot3ServletSampleIT() {
        super("servlet");
    }
}
