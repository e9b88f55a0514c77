package org.jobcast.impl.channel;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jobcast.impl.sse.EventId;
import org.jobcast.impl.sse.Frame;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/**
 * Cursors in several logs on one connection. The id of each event holds all positions, in the order of the request, so that
 * one {@code Last-Event-ID} resumes all of them; the data says which job or channel it comes from.
 */
final class MultiplexFeed implements Feed {
    /** What is told next of a source: an event, or a gap up to a position. */
    private record Item(
            int source,
            long position,
            @Nullable LogEntry entry,
            @Nullable Gap gap) {}

    private final List<Source> sources;
    private final List<EventLog> logs;
    private final List<LogFeed> feeds;
    private final long[] sent;
    private final Deque<Item> items = new ArrayDeque<>();
    private final boolean named;
    private final int limit;
    private final JsonCodec json;
    private int turn;

    MultiplexFeed(List<Source> sources, Delivery delivery, int limit, JsonCodec json) {
        this.sources = List.copyOf(sources);
        this.logs = this.sources.stream().map(Source::log).distinct().toList();
        int share = Math.max(1, limit / this.sources.size());
        this.feeds = this.sources.stream()
                .map(source -> new LogFeed(source.log(), source.position(), delivery, share))
                .toList();
        this.sent = this.sources.stream()
                .mapToLong(source -> source.position().after())
                .toArray();
        this.named = delivery.named();
        this.limit = limit;
        this.json = json;
    }

    @Override
    public List<EventLog> logs() {
        return logs;
    }

    @Override
    public byte @Nullable [] next(boolean behind) throws TooSlowException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Item item = peek(behind); item != null; item = peek(behind)) {
            byte[] encoded = encode(item);
            if (bytes.size() > 0 && bytes.size() + encoded.length > limit) {
                break;
            }
            bytes.writeBytes(encoded);
            items.poll();
        }
        return bytes.size() == 0 ? null : bytes.toByteArray();
    }

    /**
     * Gaps come first: the id of the next event says that its client knows of them. Each source then gives a share of a
     * write, so that not much is held for a client that stops reading.
     */
    private @Nullable Item peek(boolean behind) throws TooSlowException {
        if (items.isEmpty()) {
            for (int i = 0; i < feeds.size(); i++) {
                Gap gap = feeds.get(i).takeGap();
                if (gap != null) {
                    items.add(new Item(i, feeds.get(i).cursor(), null, gap));
                }
            }
            turn = (turn + 1) % feeds.size();
            for (int i = 0; i < feeds.size(); i++) {
                int source = (turn + i) % feeds.size();
                feeds.get(source).take(behind).forEach(entry -> items.add(new Item(source, entry.seq, entry, null)));
            }
        }
        return items.peek();
    }

    private byte[] encode(Item item) {
        sent[item.source] = item.position;
        LogEntry entry = item.entry;
        Frame frame = entry == null
                ? Frame.withoutId(Gap.TYPE, "{" + origin(item.source) + "," + told(item.gap) + "}")
                : Frame.of(id(), entry.frame.type(), data(item.source, entry));
        byte[] bytes = new byte[frame.length(named)];
        frame.copyTo(bytes, 0, named);
        return bytes;
    }

    private static String told(@Nullable Gap gap) {
        return Objects.requireNonNull(gap).members();
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
    public void onReady(Runnable action) {
        feeds.forEach(feed -> feed.onReady(action));
    }

    @Override
    public boolean isLost() {
        return feeds.stream().anyMatch(LogFeed::isLost);
    }

    @Override
    public boolean isExhausted() {
        return items.isEmpty() && feeds.stream().allMatch(LogFeed::isExhausted);
    }
}
