package org.jobcast.it.app.tasks.managed;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceUnit;
import jakarta.transaction.Transactional;
import org.jobcast.it.app.tasks.OrderFailedException;
import org.jobcast.it.app.tasks.Orders;
import org.jobcast.it.app.tasks.PageTask;
import org.jobcast.task.TaskCoordinator;

/** In a transaction of the server, with its persistence context and its data source. */
@ApplicationScoped
@SuppressWarnings("NullAway.Init") // The server injects the fields.
public class ManagedOrders implements Orders {
    @PersistenceContext
    EntityManager manager;

    @Produces
    @PersistenceUnit
    EntityManagerFactory factory;

    @Inject
    TaskCoordinator tasks;

    @Override
    @Transactional
    public String order(int pages, boolean failing) {
        PageTask task = new PageTask(pages);
        manager.persist(task);
        tasks.start(task);
        if (failing) {
            throw new OrderFailedException(task.getId());
        }
        return task.getId();
    }
}
