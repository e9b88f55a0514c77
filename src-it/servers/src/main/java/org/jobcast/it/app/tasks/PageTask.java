package org.jobcast.it.app.tasks;

import jakarta.persistence.Entity;
import java.util.Map;
import org.jobcast.task.StreamTask;
import org.jobcast.task.TaskContext;

/** Prints pages, and notes in its row how many. */
@Entity
public class PageTask extends StreamTask {
    private int pages;
    private int printed;

    /** For the provider. */
    protected PageTask() {}

    /** A task of so many pages. */
    public PageTask(int pages) {
        this.pages = pages;
    }

    @Override
    public Object process(TaskContext context) {
        Printer printer = context.lookup(Printer.class);
        for (int page = 1; page <= pages; page++) {
            context.emit("page", printer.print(page));
            context.progress(page, pages);
        }
        context.update(PageTask.class, row -> row.printed = pages);
        return Map.of("pages", pages);
    }

    int printed() {
        return printed;
    }
}
