package io.revocast.spring.boot4;

import io.revocast.spring.contract.FakeApplicationContract;

class Boot4ReactiveFakeTest extends FakeApplicationContract {
    Boot4ReactiveFakeTest() {
        super("reactive");
    }
}
