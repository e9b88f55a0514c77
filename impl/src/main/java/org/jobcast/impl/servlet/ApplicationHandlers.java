package org.jobcast.impl.servlet;

import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jobcast.job.JobContext;
import org.jobcast.job.JobHandler;
import org.jobcast.job.JobRegistry;
import org.jobcast.job.JobType;
import org.jspecify.annotations.Nullable;

/** Registers the handlers of the application that are beans with {@link JobType}. */
final class ApplicationHandlers {
    private ApplicationHandlers() {}

    /** A class of its own, because this one is loaded where there is no CDI. */
    private static final class AnyHandler extends TypeLiteral<JobHandler<?>> {
        private static final long serialVersionUID = 1L;
    }

    /** To be called when CDI has started. */
    static void register(JobRegistry jobs) {
        try {
            BeanManager manager = CDI.current().getBeanManager();
            for (Bean<?> bean : manager.getBeans(new AnyHandler().getType(), Any.Literal.INSTANCE)) {
                for (var qualifier : bean.getQualifiers()) {
                    if (qualifier instanceof JobType type) {
                        register(jobs, type.value(), manager, bean);
                    }
                }
            }
        } catch (IllegalStateException | LinkageError e) {
            System.getLogger(ApplicationHandlers.class.getName())
                    .log(System.Logger.Level.DEBUG, "no CDI, so no beans are looked for", e);
        }
    }

    private static void register(JobRegistry jobs, String type, BeanManager manager, Bean<?> bean) {
        Type handler = bean.getTypes().stream()
                .filter(candidate -> inputOf(candidate).isPresent())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the bean " + bean + " with @JobType has to say what its jobs work on: JobHandler<Input>"));
        Class<?> input = inputOf(handler).orElseThrow();
        jobs.register(type, input, new BeanHandler(manager, bean, handler));
    }

    /** The class {@code I} of {@code JobHandler<I>}. */
    private static Optional<Class<?>> inputOf(Type type) {
        if (type instanceof ParameterizedType handler && handler.getRawType() == JobHandler.class) {
            Type input = handler.getActualTypeArguments()[0];
            Type raw = input instanceof ParameterizedType generic ? generic.getRawType() : input;
            return raw instanceof Class<?> known ? Optional.of(known) : Optional.empty();
        }
        return Optional.empty();
    }

    /** Runs each job with the bean of its scope, inside a request of its own. */
    private record BeanHandler(BeanManager manager, Bean<?> bean, Type type) implements JobHandler<Object> {
        @Override
        public @Nullable Object run(Object input, JobContext context) throws Exception {
            RequestContextController request = manager.createInstance()
                    .select(RequestContextController.class)
                    .get();
            boolean opened = request.activate();
            CreationalContext<?> dependents = manager.createCreationalContext(bean);
            try {
                @SuppressWarnings("unchecked") // The bean has this type, and the input comes from its class.
                JobHandler<Object> handler = (JobHandler<Object>) manager.getReference(bean, type, dependents);
                return handler.run(input, context);
            } finally {
                dependents.release();
                if (opened) {
                    request.deactivate();
                }
            }
        }
    }
}
