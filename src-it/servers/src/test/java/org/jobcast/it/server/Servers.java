package org.jobcast.it.server;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** All servers by name. */
final class Servers {
    private static final Map<String, Supplier<ServerUnderTest>> ALL = new TreeMap<>(Map.of(
            "wildfly", WildFly::new,
            "payara", () -> new GlassFish("payara"),
            "glassfish7", () -> new GlassFish("glassfish7"),
            "glassfish8", () -> new GlassFish("glassfish8"),
            "liberty", Liberty::new,
            "tomcat10", () -> new Tomcat("tomcat10", false),
            "tomee", () -> new Tomcat("tomee", true),
            "tomcat11", () -> new Tomcat("tomcat11", false),
            "jetty", Jetty::new));

    private Servers() {}

    static List<ServerUnderTest> all() {
        return ALL.values().stream().map(Supplier::get).toList();
    }

    /** The one that the profile has chosen. */
    static ServerUnderTest chosen() {
        String name = System.getProperty("server", "");
        Supplier<ServerUnderTest> server = ALL.get(name);
        if (server == null) {
            throw new AssertionError("No server \"" + name + "\": choose a profile of " + ALL.keySet());
        }
        return server.get();
    }
}
