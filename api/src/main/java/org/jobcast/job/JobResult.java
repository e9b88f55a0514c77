package org.jobcast.job;

/** The result of a job; {@code null} is the text of a job that returned null. Immutable and thread-safe. */
public interface JobResult extends JobValue {}
