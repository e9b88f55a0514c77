package org.jobcast.impl.channel;

/** Is told that a log has grown or closed, on the publisher's thread: an implementation marks and returns. */
@FunctionalInterface
public interface Waker {
    /** There is more to read. */
    void wake();
}
