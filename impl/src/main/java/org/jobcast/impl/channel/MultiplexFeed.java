package org.jobcast.impl.channel;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jobcast.impl.sse.EventId;
import org.jobcast.impl.sse.Frame;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/**
 * Cursors in several logs on one connection. The id of each event holds all positions, in the order of the request, so that
 * one {@code Last-Event-ID} resumes all of them; the data says which job or channel it comes from.
 */
final class MultiplexFeed implements Feed {
    private final List<Source> sources;
    private final List<LogFeed> feeds;
    private final long[] sent;
    private final boolean named;
    private final JsonCodec json;
    private int turn;

    MultiplexFeed(List<Source> sources, Delivery delivery, int limit, JsonCodec json) {
        this.sources = List.copyOf(sources);
        this.feeds = this.sources.stream()
                .map(source -> new LogFeed(source.log(), source.position(), delivery, limit))
                .toList();
        this.sent = this.sources.stream()
                .mapToLong(source -> source.position().after())
                .toArray();
        this.named = delivery.named();
        this.json = json;
    }

    @Override
    public List<EventLog> logs() {
        return sources.stream().map(Source::log).toList();
    }

    @Override
    public byte @Nullable [] next(boolean behind) throws TooSlowException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < feeds.size() && bytes.size() < feeds.get(0).limit(); i++) {
            turn = (turn + 1) % feeds.size();
            append(turn, behind, bytes);
        }
        return bytes.size() == 0 ? null : bytes.toByteArray();
    }

    private void append(int index, boolean behind, ByteArrayOutputStream bytes) throws TooSlowException {
        LogFeed feed = feeds.get(index);
        Gap gap = feed.takeGap();
        if (gap != null) {
            sent[index] = feed.cursor();
            append(bytes, Frame.withoutId(Gap.TYPE, "{" + origin(index) + "," + gap.members() + "}"));
        }
        for (LogEntry entry : feed.take(behind)) {
            sent[index] = entry.seq;
            append(bytes, Frame.of(id(), entry.frame.type(), data(index, entry)));
        }
    }

    private void append(ByteArrayOutputStream bytes, Frame frame) {
        byte[] copy = new byte[frame.length(named)];
        frame.copyTo(copy, 0, named);
        bytes.writeBytes(copy);
    }

    private String id() {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < sent.length; i++) {
            id.append(i == 0 ? "" : ",").append(new EventId(sources.get(i).log().epoch(), sent[i]));
        }
        return id.toString();
    }

    private String data(int index, LogEntry entry) {
        String data = entry.frame.data();
        if (sources.get(index).kind().equals("job")) {
            return "{" + origin(index) + "," + data.substring(1);
        }
        String value = entry.json ? data : json.write(data);
        return "{" + origin(index) + ",\"event\":" + json.write(entry.frame.type()) + ",\"data\":" + value + "}";
    }

    private String origin(int index) {
        Source source = sources.get(index);
        return "\"" + source.kind() + "\":" + json.write(source.id());
    }

    @Override
    public boolean isOverrun() {
        return feeds.stream().anyMatch(LogFeed::isOverrun);
    }

    @Override
    public boolean isUpToDate() {
        return feeds.stream().allMatch(LogFeed::isUpToDate);
    }

    @Override
    public boolean isExhausted() {
        return feeds.stream().allMatch(LogFeed::isExhausted);
    }
}
