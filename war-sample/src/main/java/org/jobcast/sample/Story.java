package org.jobcast.sample;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.LockSupport;

/** Words, each a little after the one before. They are numbered, so that one sees that none is missing. */
final class Story implements Iterator<String> {
    private static final String[] WORDS = {
        "rain", "came", "over", "the", "hills", "and", "the", "river", "rose", "☂", "nobody", "slept", "Grüße", "😀"
    };
    private static final int SENTENCE = 12;

    private final int words;
    private final Duration delay;
    private int told;

    Story(int words, int delayMs) {
        this.words = words;
        this.delay = Duration.ofMillis(delayMs);
    }

    @Override
    public boolean hasNext() {
        return told < words;
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the story is over");
        }
        LockSupport.parkNanos(delay.toNanos());
        told++;
        String end = told % SENTENCE == 0 ? ".\n" : " ";
        return told + ":" + WORDS[told % WORDS.length] + end;
    }
}
