package org.jobcast.channel;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Injects one channel by its name: {@code @Inject @ChannelName("prices") Channel prices;}. The channel is opened with
 * the default options if it does not exist yet. A wrong name fails the deployment.
 */
@Qualifier @Documented
@Retention(RUNTIME)
@Target({FIELD, PARAMETER, METHOD, TYPE})
public @interface ChannelName {
    /**
     * The name of the channel.
     *
     * @return the name; empty (the default) means the name of the field that is injected
     */
    @Nonbinding
    String value() default "";
}
