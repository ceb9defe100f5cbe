package io.revocast.spring.boot4;

import io.revocast.spring.contract.SslBundleContract;

class Boot4SslBundleIT extends SslBundleContract {
    Boot4SslBundleIT() {
        super("servlet");
    }
}
