package org.jobcast.test;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * Runs DynamoDB Local in a JVM of its own, on the loopback address alone: its own main class listens on all addresses. By
 * reflection, because the class path of the tests does not have it. Ends when the one who started it closes its input.
 */
final class DynamoServerMain {
    private DynamoServerMain() {}

    /**
     * Runs it.
     *
     * @param args the port, 0 for a free one, and the directory for its database, none to keep it in memory
     */
    public static void main(String[] args) throws Exception {
        String[] options = args.length == 1
                ? new String[] {"-port", "8000", "-inMemory", "-disableTelemetry"}
                : new String[] {"-port", "8000", "-dbPath", args[1], "-disableTelemetry"};
        Object server = Class.forName("com.amazonaws.services.dynamodbv2.local.main.ServerRunner")
                .getMethod("createServerFromCommandLineArgs", String[].class)
                .invoke(null, (Object) options);
        Field field = server.getClass().getDeclaredField("server");
        field.setAccessible(true);
        Object jetty = field.get(server);
        Object connector = ((Object[]) call(jetty, "getConnectors"))[0];
        connector.getClass().getMethod("setHost", String.class).invoke(connector, "127.0.0.1");
        connector.getClass().getMethod("setPort", int.class).invoke(connector, Integer.parseInt(args[0]));
        call(server, "start");
        System.out.println("PORT " + call(connector, "getLocalPort"));
        while (System.in.read() >= 0) {
            continue;
        }
        call(server, "stop");
        Runtime.getRuntime().halt(0);
    }

    private static Object call(Object target, String name) throws Exception {
        Method method = target.getClass().getMethod(name);
        return method.invoke(target);
    }
}
