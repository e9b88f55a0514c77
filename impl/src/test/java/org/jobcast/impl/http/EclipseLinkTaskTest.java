package org.jobcast.impl.http;

class EclipseLinkTaskTest extends TaskContract {
    @Override
    String unit() {
        return "tasks-eclipselink";
    }

    @Override
    int rounds() {
        return 20;
    }
}
