package org.jobcast.impl.task;

import jakarta.persistence.Entity;

/** A task whose entity extends that of another one. */
@Entity
public class AnnualReportTask extends ReportTask {
    /** For the provider. */
    protected AnnualReportTask() {}

    /** A task with a body. */
    public AnnualReportTask(String title, Body body) {
        super(title, body);
    }
}
