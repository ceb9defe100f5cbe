package io.revocast.spring.boot4;

import io.revocast.spring.contract.OutageContract;

class Boot4ReactiveSampleIT extends OutageContract {
    Boot4ReactiveSampleIT() {
        super("reactive");
    }
}
