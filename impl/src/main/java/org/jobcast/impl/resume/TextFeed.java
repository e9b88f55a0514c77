package org.jobcast.impl.resume;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Feed;
import org.jobcast.impl.channel.Gap;
import org.jobcast.impl.channel.LogEntry;
import org.jobcast.impl.channel.LogFeed;
import org.jobcast.impl.channel.LogPosition;
import org.jobcast.impl.sse.Frame;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/** The text behind a place for one connection, as events or as nothing but text. */
public final class TextFeed implements Feed {
    private final LogFeed feed;
    private final JsonCodec json;
    private final long skip;
    private final boolean plain;
    private final boolean named;
    private boolean broken;

    /**
     * @param feed reads the log
     * @param json reads and writes events
     * @param skip how many characters of the whole text to leave out
     * @param plain whether the client gets nothing but text
     * @param named whether events carry their {@code event:} line
     */
    public TextFeed(LogFeed feed, JsonCodec json, long skip, boolean plain, boolean named) {
        this.feed = feed;
        this.json = json;
        this.skip = skip;
        this.plain = plain;
        this.named = named;
    }

    /**
     * Where reading has to begin for what is behind a number of characters. Waits for the store.
     *
     * @param log the text
     * @param json reads events
     * @param position where the client is
     * @param skip how many characters of the whole text to leave out
     * @return the place of the first wanted character, or of the client if that is not known or not kept any more
     */
    public static LogPosition begin(EventLog log, JsonCodec json, LogPosition position, long skip) {
        long after = TextIndex.after(log, json, position.after(), skip);
        if (after <= position.after()) {
            return position;
        }
        Gap gap = position.gap();
        return new LogPosition(after, gap == null || gap.reason() == Gap.Reason.TRIMMED ? null : gap);
    }

    @Override
    public boolean isEvents() {
        return !plain;
    }

    @Override
    public List<EventLog> logs() {
        return feed.logs();
    }

    @Override
    public byte @Nullable [] next(boolean behind) throws TooSlowException {
        while (!broken) {
            Gap gap = feed.takeGap();
            if (gap != null) {
                byte[] told = tell(gap);
                return told.length == 0 ? null : told;
            }
            List<LogEntry> run = feed.take(false);
            if (run.isEmpty()) {
                return null;
            }
            byte[] bytes = join(run);
            if (bytes.length > 0) {
                return bytes;
            }
        }
        return null;
    }

    /** A text with a hole is no text: a client that cannot be told of the hole gets no more. */
    private byte[] tell(Gap gap) {
        broken = plain;
        return plain ? new byte[0] : bytes(Frame.withoutId(Gap.TYPE, gap.toJson()));
    }

    private byte[] join(List<LogEntry> run) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (LogEntry entry : run) {
            bytes.writeBytes(encode(entry));
        }
        return bytes.toByteArray();
    }

    private byte[] encode(LogEntry entry) {
        Frame frame = entry.frame();
        if (!TextEvent.is(entry)) {
            return plain ? new byte[0] : bytes(frame);
        }
        if (!plain && skip == 0) {
            return bytes(frame);
        }
        TextEvent whole = TextEvent.parse(frame.data(), json);
        TextEvent rest = whole.behind(skip);
        if (plain) {
            return rest.text().getBytes(StandardCharsets.UTF_8);
        }
        if (rest.text().isEmpty()) {
            return new byte[0];
        }
        return bytes(rest.at() == whole.at() ? frame : Frame.of(frame.id(), TextEvent.TYPE, rest.toJson(json)));
    }

    private byte[] bytes(Frame frame) {
        byte[] bytes = new byte[frame.length(named)];
        frame.copyTo(bytes, 0, named);
        return bytes;
    }

    @Override
    public void onReady(Runnable action) {
        feed.onReady(action);
    }

    @Override
    public boolean isLost() {
        return feed.isLost();
    }

    @Override
    public boolean isExhausted() {
        return broken || feed.isExhausted();
    }
}
