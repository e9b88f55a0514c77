package org.jobcast.impl.store.jpa;

import java.util.Locale;
import org.jobcast.spi.StoreContext;

/**
 * The settings {@code jobcast.jpa.*}. Empty text is what is not set.
 *
 * @param dataSource the JNDI name of a data source
 * @param url a JDBC URL, for where there is no data source
 * @param user who logs in at the URL
 * @param password the user's password
 * @param connections how many connections to the URL at most
 * @param schema what to do about tables at the start
 * @param provider the class of the JPA provider
 * @param rings whether nodes ring each other by NOTIFY
 */
record JpaSettings(
        String dataSource,
        String url,
        String user,
        String password,
        int connections,
        SchemaMode schema,
        String provider,
        boolean rings) {
    static final String PREFIX = "jobcast.jpa.";

    /** What to do about tables at the start. */
    enum SchemaMode {
        CREATE,
        VALIDATE,
        NONE
    }

    static JpaSettings of(StoreContext context) {
        return new JpaSettings(
                text(context, "data-source", ""),
                text(context, "url", ""),
                text(context, "user", ""),
                text(context, "password", ""),
                Integer.parseInt(text(context, "connections", "8")),
                SchemaMode.valueOf(text(context, "schema", "create").toUpperCase(Locale.ROOT)),
                text(context, "provider", ""),
                Boolean.parseBoolean(text(context, "notify", "false")));
    }

    private static String text(StoreContext context, String name, String preset) {
        return context.setting(PREFIX + name).orElse(preset);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "JpaSettings[dataSource=" + dataSource + ", schema=" + schema + "]";
    }
}
