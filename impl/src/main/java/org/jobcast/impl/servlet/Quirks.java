package org.jobcast.impl.servlet;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has to be done differently on some servers, each with its reason. */
final class Quirks {
    private static final int TOMCAT_WRITE = 8 * 1024;
    private static final int USUAL_WRITE = 32 * 1024;

    private Quirks() {}

    /**
     * The most bytes of one write. Tomcat 10.1 and 11 cut a non-blocking write that is larger than the socket buffer of 8
     * KiB into rounds of their poller, which costs five times the CPU; other servers take 32 KiB in one go. TomEE is Tomcat.
     *
     * @param serverInfo what {@code ServletContext.getServerInfo()} says
     * @return bytes
     */
    static int writeLimit(String serverInfo) {
        String server = serverInfo.toLowerCase(Locale.ROOT);
        return server.contains("tomcat") || server.contains("tomee") ? TOMCAT_WRITE : USUAL_WRITE;
    }

    /**
     * Whether the first flush of an answer does nothing. Open Liberty 26.0.0.3 leaves it out ("Ignoring first flush attempt"
     * in its trace), so that the head of a quiet stream would wait for the first keep-alive.
     *
     * @param serverInfo what {@code ServletContext.getServerInfo()} says
     * @return whether the first one has to be done twice
     */
    static boolean ignoresFirstFlush(String serverInfo) {
        return serverInfo.toLowerCase(Locale.ROOT).contains("liberty");
    }

    /**
     * Whether the server's JAX-RS implementation is CXF, as in TomEE 10.0.0-M2. It appends a {@code Location} without a host
     * to the address of the JAX-RS application: {@code /shop/jobcast/jobs/1/stream} becomes
     * {@code http://localhost/shop/api/shop/jobcast/jobs/1/stream}. RESTEasy does so too, but there a filter of JAX-RS repairs
     * it. CXF does not load the features of a library, so nothing of ours is called if the application lists its classes.
     *
     * @param application the class loader of the application
     * @return whether responses have to pass through {@link StraightLocations}
     */
    static boolean bendsLocations(ClassLoader application) {
        try {
            Class.forName("org.apache.cxf.jaxrs.JAXRSServerFactoryBean", false, application);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /**
     * Whether beans are of one and the same persistence unit. A server of Jakarta EE 11 makes a bean of each unit by itself
     * (GlassFish 8.0.0-M12 does), so that an application with a producer of its own, as Jakarta EE 10 wants it, has two.
     *
     * @param type {@code EntityManagerFactory}, which is not named here, since JPA need not be there
     * @param factories the beans of that type
     * @return whether all have the same name; before JPA 3.2 they have none
     */
    static boolean areOneUnit(Class<?> type, List<?> factories) {
        Set<Object> names = new HashSet<>();
        try {
            Method name = type.getMethod("getName");
            for (Object factory : factories) {
                names.add(name.invoke(factory));
            }
        } catch (ReflectiveOperationException e) {
            return false;
        }
        return names.size() == 1;
    }

    /**
     * What a filter is mapped to. The specification has an empty collection where it is mapped to nothing of a kind, Open
     * Liberty 26.0.0.3 null.
     *
     * @param known what {@code FilterRegistration} says
     * @return the mappings
     */
    static Collection<String> mappings(@Nullable Collection<String> known) {
        return known == null ? List.of() : known;
    }
}
