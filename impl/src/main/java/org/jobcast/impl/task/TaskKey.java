package org.jobcast.impl.task;

import java.util.regex.Pattern;
import org.jobcast.impl.channel.Names;
import org.jobcast.spi.JobRecord;

/**
 * Which run of which task a job stands for.
 *
 * @param entity the name of the entity
 * @param id the task's id
 * @param run which run of it, from 1
 */
record TaskKey(String entity, String id, int run) {
    private static final String PREFIX = "task:";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** The longest name of an entity, so that the type of its jobs is a job type. */
    static final int MAX_ENTITY = Names.MAX_TYPE - PREFIX.length();

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    static String typeOf(String entity) {
        return PREFIX + entity;
    }

    String type() {
        return typeOf(entity);
    }

    /** The same for everybody who starts this run, so that the store lets one of them create the job. */
    String jobId() {
        return entity + ":" + id + ":" + run;
    }

    /** Reads the id of a job of a task. */
    static TaskKey of(JobRecord job) {
        String[] parts = job.id().split(":", -1);
        return new TaskKey(parts[0], parts[1], Integer.parseInt(parts[2]));
    }
}
