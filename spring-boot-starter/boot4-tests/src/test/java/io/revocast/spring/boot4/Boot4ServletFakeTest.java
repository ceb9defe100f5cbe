package io.revocast.spring.boot4;

import io.revocast.spring.contract.FakeApplicationContract;

class Boot4ServletFakeTest extends FakeApplicationContract {
    Boot4ServletFakeTest() {
        super("servlet");
    }
}
