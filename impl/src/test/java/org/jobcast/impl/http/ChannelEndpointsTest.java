package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.jobcast.impl.http.HttpKit.Reply;
import org.jobcast.impl.job.LiveJob;
import org.jobcast.job.JobOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChannelEndpointsTest {
    private final HttpKit kit = new HttpKit("access.list-roles=operator");

    @AfterEach
    void stop() {
        kit.close();
    }

    private Reply asOperator(String uri) {
        return kit.ask(Asked.of("GET", uri).by("eve", "operator"));
    }

    private LiveJob ended() {
        return kit.ended(JobOptions.builder().anonymous().build(), context -> context.log("one"));
    }

    @Test
    void theOpenChannelsAreListedByNameWithTheirFigures() {
        kit.channels().open("weather").send("rain", "much");
        kit.channels().open("news");
        kit.channels().open("over").end();

        assertThat(asOperator("/channels").body())
                .matches("\\{\"channels\":\\[\\{\"name\":\"news\",\"first\":1,\"last\":0,\"historyBytes\":0,"
                        + "\"subscribers\":0,\"dropped\":0,\"disconnected\":0,\"ended\":false},"
                        + "\\{\"name\":\"weather\",\"first\":1,\"last\":1,\"historyBytes\":[1-9][0-9]*,.*}],"
                        + "\"page\":0,\"size\":50,\"total\":2}");
    }

    @Test
    void thePageAndTheTextChooseAmongThem() {
        for (String name : new String[] {"a1", "A2", "b1", "a3"}) {
            kit.channels().open(name);
        }

        assertThat(asOperator("/channels?q=A&size=2&page=1").body())
                .contains("\"name\":\"a3\"")
                .doesNotContain("a1", "A2", "b1")
                .endsWith("\"page\":1,\"size\":2,\"total\":3}");
        assertThat(asOperator("/channels?page=999999999999&size=500").body())
                .isEqualTo("{\"channels\":[],\"page\":2147483647,\"size\":500,\"total\":4}");
        assertThat(asOperator("/channels?size=x").status()).isEqualTo(400);
    }

    @Test
    void theStreamOfAJobHasTheSameFigures() {
        LiveJob job = ended();

        assertThat(asOperator("/jobs/" + job.id() + "/channel").body())
                .startsWith("{\"name\":\"" + job.id() + "\",\"first\":1,\"last\":2,\"historyBytes\":")
                .endsWith("\"subscribers\":0,\"dropped\":0,\"disconnected\":0,\"ended\":true}");
    }

    @Test
    void whoMayNotListSeesNothingOfThem() {
        kit.channels().open("news");
        String job = ended().id();
        Reply nothing = kit.get("/elsewhere");

        assertThat(kit.get("/channels")).isEqualTo(nothing);
        assertThat(kit.get("/jobs/" + job + "/channel")).isEqualTo(nothing);
        assertThat(asOperator("/jobs/unknown/channel")).isEqualTo(nothing);
    }

    @Test
    void whoMayListButNotReadAJobSeesNothingOfItsStream() {
        LiveJob job = kit.ended(JobOptions.builder().owner("ada").build(), context -> 1);

        assertThat(asOperator("/jobs/" + job.id() + "/channel")).isEqualTo(kit.get("/elsewhere"));
    }

    @Test
    void theyAreReadOnly() {
        Reply refused = kit.ask(Asked.of("POST", "/channels").by("eve", "operator"));

        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.headers()).containsEntry("Allow", "OPTIONS, GET, HEAD");
    }
}
