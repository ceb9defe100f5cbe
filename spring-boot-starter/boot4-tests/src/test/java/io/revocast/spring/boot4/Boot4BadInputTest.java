package io.revocast.spring.boot4;

import io.revocast.spring.contract.BadInputContract;

class Boot4BadInputTest extends BadInputContract {}
