package org.jobcast.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jobcast.channel.Channel;
import org.jobcast.job.JobCancelledException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimedEventsTest {
    private final List<String> sent = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {40, 41, 45, 50, 60, 100, 5000})
    void anEventIsJsonOfExactlyTheSizeThatWasAskedFor(int size) throws IOException {
        assertThat(new TimedEvents(channel(Integer.MAX_VALUE), "message", 1001, size, 0).publish(null))
                .isEqualTo(1001);
        assertThat(sent).hasSize(1001).allMatch(data -> data.length() == size);
        JsonNode last = new JsonMapper().readTree(sent.get(1000));
        assertThat(last.get("n").asInt()).isEqualTo(1000);
        assertThat(last.get("ns").asLong()).isLessThanOrEqualTo(System.nanoTime());
    }

    @Test
    void itStopsWhenTheChannelHasEnded() {
        assertThat(new TimedEvents(channel(3), "message", 10, 100, 0).publish(null))
                .isEqualTo(3);
    }

    @Test
    void itKeepsThePace() {
        long begin = System.nanoTime();
        new TimedEvents(channel(Integer.MAX_VALUE), "message", 21, 100, 200).publish(null);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aCancelledPublisherStops() {
        RecordingContext cancelled = new RecordingContext(0);
        TimedEvents events = new TimedEvents(channel(Integer.MAX_VALUE), "message", 10, 100, 0);
        assertThatThrownBy(() -> events.publish(cancelled)).isInstanceOf(JobCancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(sent).isEmpty();
    }

    private Channel channel(int endsAfter) {
        return (Channel) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Channel.class},
                (proxy, method, arguments) -> sent.size() < endsAfter && sent.add((String) arguments[1]));
    }
}
