package org.jobcast.it.server;

/** The variants of the test application. */
final class Apps {
    /** Answers when the application is ready. */
    static final String READY = "it/ready";

    private Apps() {}

    /** Servlets, resources, and an Application that lists nothing. */
    static WarFile usual(String name) {
        return base(name).packages("rest", "scanned");
    }

    /** Without JAX-RS. */
    static WarFile base(String name) {
        return WarFile.named(name).packages("base").webXml();
    }

    /** Idle clients hear something each second and stalled ones are given up soon, so that tests need not wait. */
    static WarFile lively(String name) {
        return usual(name)
                .webXml(
                        WarFile.parameter("jobcast.stream.keep-alive", "1s"),
                        WarFile.parameter("jobcast.stream.max-stall", "20s"));
    }

    /** Nobody but clerks may come near. */
    static WarFile secured(String name, String... more) {
        return usual(name)
                .webXml("""
                        <security-constraint>
                          <web-resource-collection>
                            <web-resource-name>work</web-resource-name>
                            <url-pattern>/it/jobs/*</url-pattern>
                            <url-pattern>/jobcast/*</url-pattern>
                            <url-pattern>/api/*</url-pattern>
                          </web-resource-collection>
                          <auth-constraint>
                            <role-name>clerk</role-name>
                            <role-name>auditor</role-name>
                          </auth-constraint>
                        </security-constraint>
                        <login-config>
                          <auth-method>BASIC</auth-method>
                          <realm-name>jobcast</realm-name>
                        </login-config>
                        <security-role><role-name>clerk</role-name></security-role>
                        <security-role><role-name>auditor</role-name></security-role>
                        """, WarFile.parameter("jobcast.access.list-roles", "auditor"), String.join("\n", more))
                // GlassFish and Payara give roles to groups only if they are told so.
                .file("WEB-INF/glassfish-web.xml", """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <!DOCTYPE glassfish-web-app PUBLIC "-//GlassFish.org//DTD GlassFish Application Server 3.1 Servlet 3.0//EN" "http://glassfish.org/dtds/glassfish-web-app_3_0-1.dtd">
                        <glassfish-web-app>
                          <security-role-mapping><role-name>clerk</role-name><group-name>clerk</group-name></security-role-mapping>
                          <security-role-mapping><role-name>auditor</role-name><group-name>auditor</group-name></security-role-mapping>
                        </glassfish-web-app>
                        """);
    }

    /** Keeps everything in a database, and has a table of its own there. */
    static WarFile durable(String name, RunningServer server) {
        String source = server.server().dataSource();
        String url = "jdbc:h2:file:" + server.work().resolve(name) + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
        boolean managed = !source.isEmpty();
        return usual(name)
                .packages("tasks", managed ? "tasks.managed" : "tasks.local")
                .webXml(
                        WarFile.parameter("jobcast.store", "jpa"),
                        managed
                                ? WarFile.parameter("jobcast.jpa.data-source", source)
                                : WarFile.parameter("jobcast.jpa.url", url))
                .file("WEB-INF/classes/META-INF/persistence.xml", managed ? Unit.managed(source) : Unit.local(url))
                .file("WEB-INF/classes/META-INF/it.sql", Unit.TABLE);
    }
}
