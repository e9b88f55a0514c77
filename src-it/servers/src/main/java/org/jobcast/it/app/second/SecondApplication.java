package org.jobcast.it.app.second;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import org.jobcast.it.app.rest.StartResource;

/** A second tree of resources. */
@ApplicationPath("other")
public class SecondApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(StartResource.class);
    }
}
