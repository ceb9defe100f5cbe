package io.revocast.spring.boot4;

import io.revocast.spring.contract.DecoderContract;

class Boot4DecoderTest extends DecoderContract {}
