package org.jobcast.test;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** How long tests wait for what is going to happen: long, because a machine that builds has other things to do. */
public final class Patience implements BeforeAllCallback {
    /** The longest wait of a test that does not say another one. */
    public static final Duration LONGEST = Duration.ofSeconds(30);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(LONGEST);
    }
}
