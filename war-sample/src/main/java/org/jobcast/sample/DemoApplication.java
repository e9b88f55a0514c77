package org.jobcast.sample;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** What is only for trying and measuring the library, under {@code /demo}. */
@ApplicationPath("demo")
public class DemoApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(DemoResource.class, DemoStreamResource.class, StoreProblems.class);
    }
}
