package org.jobcast.impl.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsyncFiltersTest {
    @ParameterizedTest
    @CsvSource({
        "/*, true",
        "/, true",
        "/jobcast/*, true",
        "/jobcast/jobs/*, true",
        "/jobcast/health, true",
        "/jobcastle/*, false",
        "/job/*, false",
        "/api/*, false",
        "*.html, false"
    })
    void aPatternIsInFrontOfTheEndpointsIfItTakesInAnyOfThem(String pattern, boolean expected) {
        assertThat(AsyncFilters.meets(pattern, "/jobcast")).isEqualTo(expected);
    }
}
