package org.jobcast.impl.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StraightLocationsTest {
    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080/shop/api/shop/jobcast/jobs/1/stream, /shop/jobcast/jobs/1/stream",
        "/shop/api/shop/jobcast/jobs/1/stream, /shop/jobcast/jobs/1/stream",
        "http://localhost:8080/shop/jobcast/jobs/1/stream, http://localhost:8080/shop/jobcast/jobs/1/stream",
        "http://h/x?to=/shop/api/shop/jobcast/jobs/1, http://h/x?to=/shop/api/shop/jobcast/jobs/1",
        "http://h/shop/api/orders/7, http://h/shop/api/orders/7",
        "not a uri /shop/api/shop/jobcast/jobs/1, not a uri /shop/api/shop/jobcast/jobs/1"
    })
    void onlyTheBentAddressOfAJobIsMadeStraight(String location, String expected) {
        assertThat(StraightLocations.straight(location, "/shop/api/imports", "/shop/jobcast/jobs/"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost/api/jobcast/jobs/1/stream, /jobcast/jobs/1/stream",
        "http://localhost/other/jobcast/jobs/1/stream, http://localhost/other/jobcast/jobs/1/stream"
    })
    void inTheRootContextTheJobsOfAnotherApplicationAreLeftAlone(String location, String expected) {
        assertThat(StraightLocations.straight(location, "/api/imports", "/jobcast/jobs/"))
                .isEqualTo(expected);
    }

    @Test
    void theRequestSaysWhichApplicationBendsIt() {
        String bent = "/shop/api/shop/jobcast/jobs/1/stream";
        assertThat(StraightLocations.straight(bent, "/shop/api", "/shop/jobcast/jobs/"))
                .isEqualTo("/shop/jobcast/jobs/1/stream");
        assertThat(StraightLocations.straight(bent, "/shop/apis/imports", "/shop/jobcast/jobs/"))
                .isEqualTo(bent);
    }
}
