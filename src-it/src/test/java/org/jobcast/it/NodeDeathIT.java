package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nodes on one PostgreSQL. */
class NodeDeathIT extends NodeDeath {
    @Override
    List<String> moreOptions() {
        return List.of();
    }

    @Test
    void whileTheDatabaseIsDownAStartIsRefusedInWordsAndItsRunningJobGoesOn() throws Exception {
        try (SampleProcess node = start()) {
            String running = Workload.JOB.start(node);
            RoamingClient client = new RoamingClient(List.of(stream(node, running)));
            Future<RoamingClient.Received> received = threads.submit(client);
            awaitEvents(1, client, received);
            postgres.stop();
            HttpResponse<String> refused = node.post("demo/jobs?steps=10&delayMs=1");
            postgres.start("on");

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(refused.body()).contains("The store does not answer");
            HttpResponse<String> accepted = await().atMost(PATIENCE)
                    .until(() -> node.post("demo/jobs?steps=10&delayMs=1"), answer -> answer.statusCode() == 202);
            String next = SampleProcess.jobId(accepted);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(node.state(next)).isEqualTo("succeeded"));
            node.post("jobcast/jobs/" + running + "/cancel");
            List<RoamingClient.Event> events =
                    get(received, client, node, running).events();
            String epoch = events.get(0).id().replaceFirst("-.*", "");
            assertThat(events.stream().map(RoamingClient.Event::id))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, events.size())
                            .mapToObj(seq -> epoch + "-" + seq)
                            .toList());
            assertThat(events.get(events.size() - 1).data()).contains("\"state\":\"cancelled\"");
        }
    }
}
