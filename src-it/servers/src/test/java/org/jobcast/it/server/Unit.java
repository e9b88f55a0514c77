package org.jobcast.it.server;

/** The persistence unit of the application's own table. */
final class Unit {
    /** In one line, as scripts of JPA have it. */
    static final String TABLE =
            "CREATE TABLE IF NOT EXISTS PageTask (id VARCHAR(36) PRIMARY KEY, version BIGINT NOT NULL,"
                    + " created_at TIMESTAMP NOT NULL, updated_at TIMESTAMP NOT NULL, completed_at TIMESTAMP,"
                    + " task_state VARCHAR(16) NOT NULL, run_number INTEGER NOT NULL, final_value VARCHAR(1000000),"
                    + " error_type VARCHAR(2100), error_message VARCHAR(2100), owner VARCHAR(255),"
                    + " pages INTEGER, printed INTEGER);\n";

    private static final String XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
              <persistence-unit name="it" transaction-type="%s">
                %s
                <class>org.jobcast.it.app.tasks.PageTask</class>
                <class>org.jobcast.task.StreamTask</class>
                <exclude-unlisted-classes>true</exclude-unlisted-classes>
                <properties>
                  <property name="jakarta.persistence.schema-generation.database.action" value="create"/>
                  <property name="jakarta.persistence.schema-generation.create-source" value="script"/>
                  <property name="jakarta.persistence.schema-generation.create-script-source" value="META-INF/it.sql"/>
                  %s
                </properties>
              </persistence-unit>
            </persistence>
            """;

    private Unit() {}

    static String managed(String dataSource) {
        return XML.formatted("JTA", "<jta-data-source>" + dataSource + "</jta-data-source>", "");
    }

    static String local(String url) {
        return XML.formatted(
                "RESOURCE_LOCAL", "", "<property name=\"jakarta.persistence.jdbc.url\" value=\"" + url + "\"/>");
    }
}
