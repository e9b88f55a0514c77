package org.jobcast.job;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.TYPE;

import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a CDI bean that is a {@link JobHandler} the work of a type of jobs. It is registered when the application has started:
 *
 * <pre>{@code
 * @JobType("import")
 * @ApplicationScoped
 * public class ImportJob implements JobHandler<ImportRequest> {
 *     public Object run(ImportRequest request, JobContext context) { … }
 * }
 * }</pre>
 */
@Qualifier @Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({TYPE, METHOD, FIELD, PARAMETER})
public @interface JobType {
    /**
     * The name of the type.
     *
     * @return 1 to 64 characters of {@code A-Z a-z 0-9 _ . : -}
     */
    String value();
}
