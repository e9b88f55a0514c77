package org.jobcast.impl.store.dynamodb;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.jobcast.spi.StoreContext;

/**
 * The settings {@code jobcast.dynamodb.*}. Empty text is what is not set.
 *
 * @param table the name of the table
 * @param region the AWS region, that of the environment if empty
 * @param endpoint another URL than that of the region
 * @param accessKey whom requests are signed for, as the environment says if empty
 * @param secretKey the secret of the access key
 * @param schema what to do about the table at the start
 * @param ttl how long events are kept, zero for ever
 * @param timeout how long a request may take, attempts included
 * @param connections how many requests at the same time at most
 */
record DynamoSettings(
        String table,
        String region,
        String endpoint,
        String accessKey,
        String secretKey,
        SchemaMode schema,
        Duration ttl,
        Duration timeout,
        int connections) {
    static final String PREFIX = "jobcast.dynamodb.";

    /** What to do about the table at the start. */
    enum SchemaMode {
        CREATE,
        VALIDATE,
        NONE
    }

    DynamoSettings {
        if (!table.matches("[\\w.-]{3,255}")) {
            throw new IllegalArgumentException(PREFIX + "table: 3 to 255 letters, digits, dots and dashes");
        }
        if (accessKey.isEmpty() != secretKey.isEmpty()) {
            throw new IllegalArgumentException(PREFIX + "access-key and " + PREFIX + "secret-key: both or neither");
        }
    }

    static DynamoSettings of(StoreContext context) {
        return new DynamoSettings(
                text(context, "table", "jobcast"),
                text(context, "region", ""),
                text(context, "endpoint", ""),
                text(context, "access-key", ""),
                text(context, "secret-key", ""),
                SchemaMode.valueOf(text(context, "schema", "create").toUpperCase(Locale.ROOT)),
                Duration.ofDays(Integer.parseInt(text(context, "ttl-days", "7"))),
                Duration.parse(text(context, "timeout", "PT10S")),
                Integer.parseInt(text(context, "connections", "16")));
    }

    private static String text(StoreContext context, String name, String preset) {
        return context.setting(PREFIX + name).orElse(preset);
    }

    URI endpointUri() {
        return URI.create(endpoint);
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "DynamoSettings[table=" + table + ", region=" + region + ", endpoint=" + endpoint + "]";
    }
}
