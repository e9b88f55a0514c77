package org.jobcast.impl.servlet;

import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;

/** The class loader of a bare servlet container: it has the servlet API and Tomcat, and of our class path nothing else. */
final class WarLoader extends ClassLoader {
    private final ClassLoader all = WarLoader.class.getClassLoader();

    WarLoader() {
        super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith("jakarta.servlet.") || name.startsWith("org.apache.")) {
            return all.loadClass(name);
        }
        throw new ClassNotFoundException(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) {
        return Collections.emptyEnumeration();
    }

    @Override
    public URL getResource(String name) {
        return null;
    }
}
