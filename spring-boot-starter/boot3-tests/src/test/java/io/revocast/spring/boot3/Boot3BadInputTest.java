package io.revocast.spring.boot3;

import io.revocast.spring.contract.BadInputContract;

class Boot3BadInputTest extends BadInputContract {}
