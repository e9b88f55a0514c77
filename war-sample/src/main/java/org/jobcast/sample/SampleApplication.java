package org.jobcast.sample;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The application's own resources, under {@code /api}. */
@ApplicationPath("api")
public class SampleApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(
                ImportResource.class,
                SampleFileResource.class,
                StoryResource.class,
                JobsResource.class,
                StoreProblems.class);
    }
}
