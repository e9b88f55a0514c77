package org.jobcast.impl.task;

import jakarta.persistence.Entity;
import org.jobcast.task.StreamTask;
import org.jobcast.task.TaskContext;

/** Another task than {@link ReportTask}, without columns of its own. */
@Entity
public class MailTask extends StreamTask {
    /** For the provider and the test. */
    public MailTask() {}

    @Override
    public Object process(TaskContext context) {
        return "sent";
    }
}
