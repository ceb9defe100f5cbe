package io.revocast.spring.boot3;

import io.revocast.spring.contract.TestSliceContract;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "spring.main.web-application-type=reactive")
class Boot3ReactiveTestSliceTest extends TestSliceContract {}
