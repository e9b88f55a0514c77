package org.jobcast.it.app.listed;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import org.jobcast.it.app.rest.StartResource;
import org.jobcast.it.app.rest.TicksResource;
import org.jobcast.it.app.rest.WorkResource;

/** What it lists and nothing else. */
@ApplicationPath("api")
public class ListedApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(WorkResource.class, StartResource.class, TicksResource.class);
    }
}
