package org.jobcast.it.app.tasks;

import jakarta.enterprise.context.ApplicationScoped;

/** A bean that tasks look up. */
@ApplicationScoped
public class Printer {
    /** The text of a page. */
    public String print(int page) {
        return "page " + page;
    }
}
