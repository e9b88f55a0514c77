package org.jobcast.it.app.scanned;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Everything that the server finds. */
@ApplicationPath("api")
public class ScannedApplication extends Application {}
