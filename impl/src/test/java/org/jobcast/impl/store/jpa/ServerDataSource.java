package org.jobcast.impl.store.jpa;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/**
 * A data source as a server has it: while a JTA transaction is active on a thread, its connections refuse to be committed by
 * hand there. Writes down the statements.
 */
final class ServerDataSource {
    private static final List<String> TRANSACTION = List.of("setAutoCommit", "commit", "rollback");

    private final DataSource real;
    private final ThreadLocal<Boolean> jta = ThreadLocal.withInitial(() -> false);
    private final List<String> statements = new CopyOnWriteArrayList<>();

    ServerDataSource(DataSource real) {
        this.real = real;
    }

    /** Begins or ends a JTA transaction on the current thread. */
    void jta(boolean active) {
        jta.set(active);
    }

    /** The statements since the last call. */
    List<String> statements() {
        List<String> seen = List.copyOf(statements);
        statements.clear();
        return seen;
    }

    DataSource proxy() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Object answer = call(real, method, arguments);
                    return answer instanceof Connection connection ? watched(connection) : answer;
                });
    }

    private Connection watched(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (TRANSACTION.contains(method.getName()) && jta.get()) {
                        throw new SQLException(method.getName() + " in a JTA transaction");
                    }
                    if (method.getName().equals("prepareStatement")) {
                        statements.add((String) arguments[0]);
                    }
                    return call(connection, method, arguments);
                });
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
