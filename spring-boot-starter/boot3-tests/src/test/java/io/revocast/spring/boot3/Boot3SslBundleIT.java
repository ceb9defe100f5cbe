package io.revocast.spring.boot3;

import io.revocast.spring.contract.SslBundleContract;

class Boot3SslBundleIT extends SslBundleContract {
    Boot3SslBundleIT() {
        super("servlet");
    }
}
