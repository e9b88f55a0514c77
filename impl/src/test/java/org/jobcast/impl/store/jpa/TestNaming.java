package org.jobcast.impl.store.jpa;

import java.lang.reflect.Proxy;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.spi.InitialContextFactory;

/** JNDI as a server has it, for one test at a time. */
public final class TestNaming implements InitialContextFactory {
    private static final Map<String, Object> NAMES = new ConcurrentHashMap<>();

    /** Has JNDI find one object; closing it puts back what was there before. */
    static AutoCloseable bind(String name, Object object) {
        String before = System.setProperty(Context.INITIAL_CONTEXT_FACTORY, TestNaming.class.getName());
        NAMES.put(name, object);
        return () -> {
            NAMES.clear();
            if (before == null) {
                System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
            } else {
                System.setProperty(Context.INITIAL_CONTEXT_FACTORY, before);
            }
        };
    }

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) {
        return (Context) Proxy.newProxyInstance(
                TestNaming.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("lookup")) {
                        return null;
                    }
                    Object found = NAMES.get(arguments[0].toString());
                    if (found == null) {
                        throw new NameNotFoundException(arguments[0].toString());
                    }
                    return found;
                });
    }
}
