package org.jobcast.impl.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterRegistration;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
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

    private static FilterRegistration mapped(Collection<String> patterns, Collection<String> servlets) {
        return (FilterRegistration) Proxy.newProxyInstance(
                FilterRegistration.class.getClassLoader(),
                new Class<?>[] {FilterRegistration.class},
                (proxy, method, arguments) -> method.getName().equals("getUrlPatternMappings") ? patterns : servlets);
    }

    @Test
    void aFilterIsInFrontByItsPatternsOrByTheNameOfTheServlet() {
        List<String> own = List.of("/jobcast");
        assertThat(AsyncFilters.isInFront(mapped(List.of("/jobcast/*"), List.of()), own))
                .isTrue();
        assertThat(AsyncFilters.isInFront(mapped(List.of(), List.of("jobcast")), own))
                .isTrue();
        assertThat(AsyncFilters.isInFront(mapped(List.of("/api/*"), List.of("other")), own))
                .isFalse();
    }

    @Test
    void libertySaysNullInsteadOfNothing() {
        assertThat(AsyncFilters.isInFront(mapped(null, null), List.of("/jobcast")))
                .isFalse();
    }
}
