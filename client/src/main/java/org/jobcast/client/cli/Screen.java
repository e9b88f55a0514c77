package org.jobcast.client.cli;

import org.jobcast.client.JobEvent;
import org.jobcast.client.JobStatus;
import org.jobcast.client.StreamOptions.Reconnect;

/** Shows a job that is followed. */
interface Screen {
    /** Before the first event. */
    void begin(JobStatus status);

    /** An event. */
    void show(JobEvent event);

    /** The stream is opened again after a wait. */
    void interrupted(Reconnect reconnect);

    /** Nothing more comes. */
    void end();
}
