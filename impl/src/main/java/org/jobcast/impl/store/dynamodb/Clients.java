package org.jobcast.impl.store.dynamodb;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** Makes clients. The HTTP client is the one that the application has on its class path. */
final class Clients {
    /** More than fit into the longest timeout: that ends them, however soon each of them fails. */
    private static final int ATTEMPTS = 10_000;

    /** How many attempts of the longest kind fit into a call: an answer that never comes must not use up all of its time. */
    private static final int SILENT_ATTEMPTS = 2;

    /** Cut by chance, so that nodes do not come back together; short, so that they beat soon after an outage. */
    private static final BackoffStrategy PAUSES =
            BackoffStrategy.exponentialDelay(Duration.ofMillis(25), Duration.ofMillis(250));

    private static final BackoffStrategy PAUSES_IF_THROTTLED =
            BackoffStrategy.exponentialDelay(Duration.ofMillis(25), Duration.ofSeconds(1));

    private Clients() {}

    static DynamoDbClient create(DynamoSettings settings, ExecutionInterceptor clock, ScheduledExecutorService timer) {
        DynamoDbClientBuilder builder = DynamoDbClient.builder().overrideConfiguration(options(settings, clock, timer));
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

    private static ClientOverrideConfiguration options(
            DynamoSettings settings, ExecutionInterceptor clock, ScheduledExecutorService timer) {
        return ClientOverrideConfiguration.builder()
                .scheduledExecutorService(timer)
                .apiCallTimeout(settings.timeout())
                .apiCallAttemptTimeout(settings.timeout().dividedBy(SILENT_ATTEMPTS))
                // Its breaker counts failures of all calls together and would end calls that may still wait.
                .retryStrategy(DefaultRetryStrategy.standardStrategyBuilder()
                        .maxAttempts(ATTEMPTS)
                        .backoffStrategy(PAUSES)
                        .throttlingBackoffStrategy(PAUSES_IF_THROTTLED)
                        .circuitBreakerEnabled(false)
                        .build())
                .addExecutionInterceptor(clock)
                .build();
    }
}
