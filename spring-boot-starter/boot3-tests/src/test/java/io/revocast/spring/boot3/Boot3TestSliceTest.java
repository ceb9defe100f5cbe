package io.revocast.spring.boot3;

import io.revocast.spring.contract.TestSliceContract;

class Boot3TestSliceTest extends TestSliceContract {}
