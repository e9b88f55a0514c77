package org.jobcast.impl.task;

import jakarta.persistence.Entity;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jobcast.job.JobOptions;
import org.jobcast.task.StreamTask;
import org.jobcast.task.TaskContext;

/** A task that does what its test wants. */
@Entity
public class ReportTask extends StreamTask {
    /** What a task does. */
    public interface Body {
        /** Does it. */
        Object run(ReportTask task, TaskContext context) throws Exception;
    }

    private static final Map<String, Body> BODIES = new ConcurrentHashMap<>();
    private static final Map<String, JobOptions> OPTIONS = new ConcurrentHashMap<>();

    private String title = "";
    private int pages;

    /** For the provider. */
    protected ReportTask() {}

    /** A task with a body, which a node of the same process finds again. */
    public ReportTask(String title, Body body) {
        this(title, JobOptions.defaults(), body);
    }

    /** A task with options. */
    public ReportTask(String title, JobOptions options, Body body) {
        this.title = title;
        BODIES.put(getId(), body);
        OPTIONS.put(getId(), options);
    }

    @Override
    public Object process(TaskContext context) throws Exception {
        return BODIES.get(getId()).run(this, context);
    }

    @Override
    protected JobOptions options() {
        return OPTIONS.get(getId());
    }

    /** A column. */
    public String getTitle() {
        return title;
    }

    /** Another column. */
    public int getPages() {
        return pages;
    }

    /** Sets it. */
    public void setPages(int pages) {
        this.pages = pages;
    }
}
