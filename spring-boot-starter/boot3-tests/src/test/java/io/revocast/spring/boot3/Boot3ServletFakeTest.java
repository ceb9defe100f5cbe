package io.revocast.spring.boot3;

import io.revocast.spring.contract.FakeApplicationContract;

class Boot3ServletFakeTest extends FakeApplicationContract {
    Boot3ServletFakeTest() {
        super("servlet");
    }
}
