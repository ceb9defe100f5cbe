package io.revocast.spring.boot3;

import io.revocast.spring.contract.TestSliceContract;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "spring.main.web-application-type=servlet")
class Boot3ServletTestSliceTest extends TestSliceContract {}
