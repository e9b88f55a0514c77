package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OriginCheckTest {
    private final OriginCheck check = new OriginCheck(List.of("https://friend.example:8443"));

    private boolean allows(String... headers) {
        return check.allows(Asked.of("POST", "/jobs/x/cancel", headers));
    }

    @Test
    void aClientThatIsNoBrowserIsLetThrough() {
        assertThat(allows()).isTrue();
        assertThat(allows("Host: app.example")).isTrue();
    }

    @Test
    void theBrowserSaysWhereARequestComesFrom() {
        assertThat(allows("Sec-Fetch-Site: same-origin")).isTrue();
        assertThat(allows("Sec-Fetch-Site: none")).isTrue();
        assertThat(allows("Sec-Fetch-Site: SAME-ORIGIN")).isTrue();
        assertThat(allows("Sec-Fetch-Site: same-site")).isFalse();
        assertThat(allows("Sec-Fetch-Site: cross-site")).isFalse();
        assertThat(allows("Sec-Fetch-Site: something-new")).isFalse();
    }

    @Test
    void whatTheBrowserSaysCountsMoreThanAMatchingOrigin() {
        assertThat(allows("Sec-Fetch-Site: cross-site", "Origin: https://app.example", "Host: app.example"))
                .isFalse();
    }

    @Test
    void anOriginIsOwnIfHostAndPortAreThoseOfTheRequest() {
        assertThat(allows("Origin: https://app.example", "Host: app.example")).isTrue();
        assertThat(allows("Origin: https://app.example", "Host: APP.example:443"))
                .isTrue();
        assertThat(allows("Origin: http://app.example:80", "Host: app.example")).isTrue();
        assertThat(allows("Origin: http://app.example:8080", "Host: app.example:8080"))
                .isTrue();
        assertThat(allows("Origin: http://[::1]:8080", "Host: [::1]:8080")).isTrue();
        assertThat(allows("Origin: http://my_app:8080", "Host: my_app:8080")).isTrue();
    }

    @Test
    void anotherHostPortOrNoOriginAtAllIsNotOwn() {
        assertThat(allows("Origin: https://evil.example", "Host: app.example")).isFalse();
        assertThat(allows("Origin: http://app.example:8081", "Host: app.example:8080"))
                .isFalse();
        assertThat(allows("Origin: http://app.example:8080", "Host: app.example"))
                .isFalse();
        assertThat(allows("Origin: http://app.example", "Host: app.example:8080"))
                .isFalse();
        assertThat(allows("Origin: https://app.example.evil.example", "Host: app.example"))
                .isFalse();
        assertThat(allows("Origin: http://user@app.example", "Host: app.example"))
                .isFalse();
        assertThat(allows("Origin: null", "Host: null")).isFalse();
        assertThat(allows("Origin: null", "Host: app.example")).isFalse();
        assertThat(allows("Origin: https://app.example")).isFalse();
        assertThat(allows("Origin: file://", "Host: app.example")).isFalse();
        assertThat(allows("Origin: http://", "Host: ")).isFalse();
    }

    @Test
    void aHeaderThatPagesCannotSetAcrossOriginsIsEnough() {
        assertThat(allows("X-Requested-With: anything", "Sec-Fetch-Site: cross-site", "Origin: https://evil.example"))
                .isTrue();
    }

    @Test
    void anAllowedOriginIsComparedWhole() {
        assertThat(allows("Origin: https://friend.example:8443", "Sec-Fetch-Site: cross-site"))
                .isTrue();
        assertThat(allows("Origin: https://friend.example", "Host: app.example"))
                .isFalse();
        assertThat(allows("Origin: http://friend.example:8443", "Host: app.example"))
                .isFalse();
    }
}
