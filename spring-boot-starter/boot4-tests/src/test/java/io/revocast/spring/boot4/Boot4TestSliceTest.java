package io.revocast.spring.boot4;

import io.revocast.spring.contract.TestSliceContract;

class Boot4TestSliceTest extends TestSliceContract {}
