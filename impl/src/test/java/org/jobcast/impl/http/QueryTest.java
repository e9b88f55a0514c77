package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class QueryTest {
    @Test
    void noQueryHasNoParameters() throws BadRequestException {
        assertThat(Query.parse(null).first("a")).isNull();
        assertThat(Query.parse("").all("a")).isEmpty();
        assertThat(Query.parse("").number("a")).isEmpty();
    }

    @Test
    void parametersAreDecodedAndKeepTheirOrder() throws BadRequestException {
        Query query = Query.parse("job=a%2Fb&job=%C3%A4+b&empty=&flag&=nameless&a=b=c&&");

        assertThat(query.all("job")).containsExactly("a/b", "ä b");
        assertThat(query.first("empty")).isEmpty();
        assertThat(query.first("flag")).isEmpty();
        assertThat(query.first("a")).isEqualTo("b=c");
        assertThat(query.first("JOB")).isNull();
    }

    @Test
    void aBrokenPercentSignIsRefusedWithoutBeingRepeated() {
        for (String raw : new String[] {"a=%", "a=%1", "a=%zz", "%g0=1", "a=%-1"}) {
            assertThatThrownBy(() -> Query.parse(raw))
                    .isInstanceOf(BadRequestException.class)
                    .hasMessageNotContaining("zz");
        }
    }

    @Test
    void brokenUtf8IsReplacedNotRefused() throws BadRequestException {
        assertThat(Query.parse("a=%ff%fe").first("a")).isEqualTo("\uFFFD\uFFFD");
    }

    @Test
    void twoHundredParametersAreReadAndNotOneMore() throws BadRequestException {
        assertThat(Query.parse("a&".repeat(199) + "a").all("a")).hasSize(200);
        assertThatThrownBy(() -> Query.parse("a&".repeat(200) + "a")).isInstanceOf(BadRequestException.class);
    }

    @Test
    void aNumberIsWholeAndNotNegative() throws BadRequestException {
        assertThat(Query.parse("n=0042").number("n")).hasValue(42);
        assertThat(Query.parse("n=999999999999999999").number("n")).hasValue(999_999_999_999_999_999L);
        for (String raw : new String[] {"n=", "n", "n=-1", "n=%2B1", "n=1.0", "n=9999999999999999999", "n=%D9%A3"}) {
            Query query = Query.parse(raw);
            assertThatThrownBy(() -> query.number("n"))
                    .as(raw)
                    .isInstanceOf(BadRequestException.class)
                    .hasMessageContaining("n must be a whole number");
        }
    }
}
