package io.revocast.spring.boot3;

import io.revocast.spring.contract.FakeApplicationContract;

class Boot3ReactiveFakeTest extends FakeApplicationContract {
    Boot3ReactiveFakeTest() {
        super("reactive");
    }
}
