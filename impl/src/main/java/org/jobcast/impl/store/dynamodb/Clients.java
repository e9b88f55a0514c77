package org.jobcast.impl.store.dynamodb;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** Makes clients. The HTTP client is the one that the application has on its class path. */
final class Clients {
    /** The timeout of the call ends attempts earlier. */
    private static final int ATTEMPTS = 50;

    /** How many attempts of the longest kind fit into a call: an answer that never comes must not use up all of its time. */
    private static final int SILENT_ATTEMPTS = 3;

    private Clients() {}

    static DynamoDbClient create(DynamoSettings settings, ExecutionInterceptor clock) {
        DynamoDbClientBuilder builder = DynamoDbClient.builder().overrideConfiguration(options(settings, clock));
        if (!settings.region().isEmpty()) {
            builder.region(Region.of(settings.region()));
        }
        if (!settings.endpoint().isEmpty()) {
            builder.endpointOverride(settings.endpointUri());
        }
        if (!settings.accessKey().isEmpty()) {
            builder.credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(settings.accessKey(), settings.secretKey())));
        }
        return builder.build();
    }

    private static ClientOverrideConfiguration options(DynamoSettings settings, ExecutionInterceptor clock) {
        return ClientOverrideConfiguration.builder()
                .apiCallTimeout(settings.timeout())
                .apiCallAttemptTimeout(settings.timeout().dividedBy(SILENT_ATTEMPTS))
                // Backs off exponentially, longer if it is throttled. Its breaker counts failures of all calls together
                // and
                // would end calls early that the timeout still lets wait.
                .retryStrategy(DefaultRetryStrategy.standardStrategyBuilder()
                        .maxAttempts(ATTEMPTS)
                        .circuitBreakerEnabled(false)
                        .build())
                .addExecutionInterceptor(clock)
                .build();
    }
}
