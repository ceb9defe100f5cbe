package io.revocast.spring.boot4;

import io.revocast.spring.contract.TestSliceContract;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "spring.main.web-application-type=reactive")
class Boot4ReactiveTestSliceTest extends TestSliceContract {}
