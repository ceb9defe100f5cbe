package io.revocast.spring.boot3;

import io.revocast.spring.contract.DecoderContract;

class Boot3DecoderTest extends DecoderContract {}
