package org.jobcast.impl.http;

class HibernateTaskTest extends TaskContract {
    @Override
    String unit() {
        return "tasks-hibernate";
    }

    @Override
    int rounds() {
        return 200;
    }
}
