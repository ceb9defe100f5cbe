package io.revocast.spring.boot4;

import io.revocast.spring.contract.TestSliceContract;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "spring.main.web-application-type=servlet")
class Boot4ServletTestSliceTest extends TestSliceContract {}
