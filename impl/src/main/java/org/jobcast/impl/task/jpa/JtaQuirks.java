package org.jobcast.impl.task.jpa;

import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;
import java.util.function.Supplier;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** What has to be done differently with the transactions of some servers, each with its reason. */
final class JtaQuirks {
    /** Of GlassFish and Payara. */
    private static final String MANAGER = "java:appserver/TransactionManager";

    private JtaQuirks() {}

    /**
     * Gives the transactions of the calling thread. GlassFish 7.0.21 and 8.0.0-M12 and Payara 6.2025.9 refuse the {@link
     * UserTransaction} ("Operation not allowed") on a managed thread whose work was handed over inside of a method that is
     * {@code @Transactional}, long after that has returned; their transaction manager works.
     */
    static Supplier<UserTransaction> transactions() {
        try {
            TransactionManager manager = lookUp(MANAGER, TransactionManager.class);
            return () -> new Managed(manager);
        } catch (NamingException e) {
            return () -> resource("java:comp/UserTransaction", UserTransaction.class);
        }
    }

    /**
     * Finds an object of the server.
     *
     * @throws IllegalStateException if the calling thread has none
     */
    static <T> T resource(String name, Class<T> type) {
        try {
            return lookUp(name, type);
        } catch (NamingException e) {
            throw new IllegalStateException(
                    "the persistence unit of the stream tasks uses JTA, but this thread has no " + name, e);
        }
    }

    @SuppressWarnings("BanJNDI") // The names are constants, not input.
    private static <T> T lookUp(String name, Class<T> type) throws NamingException {
        return type.cast(InitialContext.doLookup(name));
    }

    /** A transaction manager as what an application gets. */
    record Managed(TransactionManager manager) implements UserTransaction {
        @Override
        public void begin() throws NotSupportedException, SystemException {
            manager.begin();
        }

        @Override
        public void commit()
                throws RollbackException, HeuristicMixedException, HeuristicRollbackException, SystemException {
            manager.commit();
        }

        @Override
        public void rollback() throws SystemException {
            manager.rollback();
        }

        @Override
        public void setRollbackOnly() throws SystemException {
            manager.setRollbackOnly();
        }

        @Override
        public int getStatus() throws SystemException {
            return manager.getStatus();
        }

        @Override
        public void setTransactionTimeout(int seconds) throws SystemException {
            manager.setTransactionTimeout(seconds);
        }
    }
}
