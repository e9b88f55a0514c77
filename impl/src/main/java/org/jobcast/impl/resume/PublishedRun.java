package org.jobcast.impl.resume;

import java.time.Duration;
import java.util.UUID;

/** What the backplane knows of a run: whether it has the id, how long it lives on, that it is done. Methods wait for it. */
final class PublishedRun {
    private static final System.Logger LOG = System.getLogger(PublishedRun.class.getName());

    /** How long it may not have heard that it was cancelled or replaced. */
    private static final long CHECK = Duration.ofSeconds(5).toNanos();

    private final String name = UUID.randomUUID().toString();
    private final BackplaneLink link;
    private final String id;
    private final StreamTerms terms;
    private volatile long checked;
    private volatile long renewed;
    private volatile boolean told;

    PublishedRun(BackplaneLink link, String id, StreamTerms terms) {
        this.link = link;
        this.id = id;
        this.terms = terms;
        this.checked = link.now();
        this.renewed = checked;
    }

    String name() {
        return name;
    }

    /** Becomes the one that has the id. False if another one came after it. */
    boolean take() {
        return link.take(id, name, terms.activeTtl());
    }

    boolean isCheckDue() {
        return isRenewalDue() || link.now() - checked > CHECK;
    }

    private boolean isRenewalDue() {
        return link.now() - renewed > terms.activeTtl().toNanos() / 3;
    }

    /** Makes sure that it has the id, and lets it live on. False if another one has it. */
    boolean check() {
        checked = link.now();
        if (!hasId()) {
            return false;
        }
        renew();
        return true;
    }

    /** If nobody has it, the backplane has forgotten it, and it is taken again. */
    private boolean hasId() {
        String now = link.run(id).orElse("");
        return now.equals(name) || (now.isEmpty() && take());
    }

    /** What is there is renewed, so that nothing is overwritten that another one says at the same moment. */
    private void renew() {
        String sentinel = link.protocol().sentinel(id);
        boolean goesOn = link.sentinel(id)
                .filter(value -> !value.equals(VercelProtocol.DONE))
                .isPresent();
        if (!goesOn) {
            link.publisher().set(sentinel, "1", terms.activeTtl());
        }
        if (isRenewalDue()) {
            link.publisher().renew(sentinel, terms.activeTtl());
            link.publisher().renew(link.protocol().run(id), terms.activeTtl());
            renewed = link.now();
        }
    }

    boolean isCancelled() {
        return link.isCancelled(id, name);
    }

    /** Tells everybody how it has ended, unless another one has the id. */
    void markDone(StreamEnd how) {
        try {
            if (hasId()) {
                link.markDone(id, name, how, terms.doneTtl());
                told = true;
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a stream has ended, but the backplane could not be told", e);
        }
    }

    /** Whether it is the last one that had the id, as far as it is known. */
    boolean isLast() {
        return link.isRun(id, name) && (!told || link.isDone(id));
    }
}
