package org.jobcast.impl.servlet;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.persistence.EntityManagerFactory;
import org.jobcast.impl.task.Tasks;
import org.jobcast.impl.task.jpa.JpaTaskRows;
import org.jobcast.task.StreamTasks;

/** Finds the persistence unit of the application's stream tasks. */
final class ApplicationTasks {
    private static final System.Logger LOG = System.getLogger(ApplicationTasks.class.getName());

    private ApplicationTasks() {}

    /** The qualifier as a value. */
    private static final class Marked extends AnnotationLiteral<StreamTasks> implements StreamTasks {
        private static final long serialVersionUID = 1L;
    }

    /** To be called when CDI has started. Without CDI, JPA or a bean there are no stream tasks. */
    static void open(Tasks tasks) {
        try {
            Instance<EntityManagerFactory> all = CDI.current().select(EntityManagerFactory.class);
            Instance<EntityManagerFactory> marked = CDI.current().select(EntityManagerFactory.class, new Marked());
            if (marked.isResolvable()) {
                tasks.open(JpaTaskRows.of(marked.get()), new CdiBeans());
            } else if (all.isResolvable()) {
                tasks.open(JpaTaskRows.of(all.get()), new CdiBeans());
            } else if (all.isAmbiguous()) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "several beans are an EntityManagerFactory; mark the one of the stream tasks with @StreamTasks");
            }
        } catch (IllegalStateException | LinkageError e) {
            LOG.log(System.Logger.Level.DEBUG, "no CDI or no JPA, so there are no stream tasks", e);
        }
    }
}
