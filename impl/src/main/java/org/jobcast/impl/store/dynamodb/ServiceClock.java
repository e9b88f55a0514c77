package org.jobcast.impl.store.dynamodb;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * The time of DynamoDB, to the second, from the header {@code Date} of its answers: the clock of this node, put right if it is
 * off by more than the header can tell. Decides when jobs are due and until when items are kept; never who is dead.
 */
final class ServiceClock implements InstantSource, ExecutionInterceptor {
    private static final System.Logger LOG = System.getLogger(ServiceClock.class.getName());
    private static final Duration TOLERATED = Duration.ofSeconds(2);

    private final InstantSource local;
    private volatile Duration offset = Duration.ZERO;

    ServiceClock(InstantSource local) {
        this.local = local;
    }

    @Override
    public Instant instant() {
        return local.instant().plus(offset);
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        context.httpResponse().firstMatchingHeader("Date").ifPresent(this::told);
    }

    void told(String date) {
        try {
            Instant time = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
            Duration difference = Duration.between(local.instant(), time);
            if (difference.minus(offset).abs().compareTo(TOLERATED) > 0) {
                offset = difference.abs().compareTo(TOLERATED) > 0 ? difference : Duration.ZERO;
            }
        } catch (DateTimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "no date: {0}", date);
        }
    }
}
