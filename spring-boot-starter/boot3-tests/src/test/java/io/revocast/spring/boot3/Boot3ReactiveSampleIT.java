package io.revocast.spring.boot3;

import io.revocast.spring.contract.SampleApplicationContract;

class Boot3ReactiveSampleIT extends SampleApplicationContract {
    Boot3ReactiveSampleIT() {
        super("reactive");
    }
}
