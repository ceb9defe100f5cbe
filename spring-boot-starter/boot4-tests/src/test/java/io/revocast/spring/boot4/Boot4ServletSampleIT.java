package io.revocast.spring.boot4;

import io.revocast.spring.contract.SampleApplicationContract;

class Boot4ServletSampleIT extends SampleApplicationContract {
    Boot4ServletSampleIT() {
        super("servlet");
    }
}
