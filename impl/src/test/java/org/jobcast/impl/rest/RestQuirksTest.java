package org.jobcast.impl.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestQuirksTest {
    @ParameterizedTest
    @CsvSource({
        "http://h:8080/shop/api/shop/jobcast/jobs/1/stream, /shop/jobcast/jobs/1/stream",
        "http://h:8080/shop/jobcast/jobs/1/stream, http://h:8080/shop/jobcast/jobs/1/stream",
        "/shop/jobcast/jobs/1/stream, /shop/jobcast/jobs/1/stream",
        "http://h:8080/shop/api/orders/7, http://h:8080/shop/api/orders/7",
        "http://other/shop/api/shop/jobcast/jobs/1, http://other/shop/api/shop/jobcast/jobs/1"
    })
    void onlyABentAddressOfAJobIsRepaired(URI location, URI expected) {
        for (String base : new String[] {"http://h:8080/shop/api/", "http://h:8080/shop/api"}) {
            assertThat(RestQuirks.unbend(location, URI.create(base), "/shop/jobcast/jobs/"))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource("http://h/api/jobcast/jobs/1/stream, /jobcast/jobs/1/stream")
    void atTheRootToo(URI location, URI expected) {
        assertThat(RestQuirks.unbend(location, URI.create("http://h/api/"), "/jobcast/jobs/"))
                .isEqualTo(expected);
    }
}
