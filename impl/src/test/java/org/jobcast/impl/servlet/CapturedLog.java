package org.jobcast.impl.servlet;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What is logged, from the level that a server has by default upwards, with the traces. */
final class CapturedLog extends Handler implements AutoCloseable {
    private final Logger logger;
    private final boolean parents;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private CapturedLog(Logger logger) {
        this.logger = logger;
        this.parents = logger.getUseParentHandlers();
    }

    /** Captures all loggers below a name, the empty one for all, and keeps them from the console. */
    static CapturedLog of(String name) {
        CapturedLog log = new CapturedLog(Logger.getLogger(name));
        log.setLevel(Level.INFO);
        log.logger.addHandler(log);
        log.logger.setUseParentHandlers(name.isEmpty());
        return log;
    }

    @Override
    public void publish(LogRecord entry) {
        if (isLoggable(entry)) {
            StringWriter trace = new StringWriter();
            for (Throwable cause = entry.getThrown(); cause != null; cause = cause.getCause()) {
                new PrintWriter(trace, true).println(cause);
            }
            lines.add(entry.getLevel() + " " + new SimpleFormatter().formatMessage(entry) + " " + trace);
        }
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(parents);
    }
}
