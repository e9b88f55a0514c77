package org.jobcast.it.app.tasks.local;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import org.jobcast.it.app.tasks.OrderFailedException;
import org.jobcast.it.app.tasks.Orders;
import org.jobcast.it.app.tasks.PageTask;
import org.jobcast.task.TaskCoordinator;

/** In a transaction of its own entity manager, with the provider in the WAR: the task is started after the commit. */
@ApplicationScoped
public class LocalOrders implements Orders {
    @Inject
    EntityManagerFactory factory;

    @Inject
    TaskCoordinator tasks;

    @Produces
    @ApplicationScoped
    EntityManagerFactory open() {
        return Persistence.createEntityManagerFactory("it");
    }

    void close(@Disposes EntityManagerFactory opened) {
        opened.close();
    }

    @Override
    public String order(int pages, boolean failing) {
        PageTask task = new PageTask(pages);
        if (failing) {
            throw new OrderFailedException(task.getId());
        }
        EntityManager manager = factory.createEntityManager();
        try {
            manager.getTransaction().begin();
            manager.persist(task);
            manager.getTransaction().commit();
        } finally {
            manager.close();
        }
        tasks.start(task);
        return task.getId();
    }
}
