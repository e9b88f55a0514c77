package org.jobcast.client;

/**
 * The server does not know the job, or does not show it to this caller; it makes no difference between the two. It may
 * have existed: ended jobs are removed after their time to live.
 */
public final class JobNotFoundException extends JobcastClientException {
    private static final long serialVersionUID = 1L;

    private final String id;

    JobNotFoundException(String id) {
        super("There is no job " + id + " that this caller may see.");
        this.id = id;
    }

    /**
     * The id that was asked for.
     *
     * @return the id
     */
    public String id() {
        return id;
    }
}
