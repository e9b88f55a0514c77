package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard over jobs that mean harm or say a great deal. */
class HostileDashboardIT {
    private static final String ATTACK = "<img src=x onerror=\"document.title='owned'\">"
            + "<script>document.title='owned'</script><style>*{display:none}</style></pre>'\"`${1}{{1}}";
    private static final String BACKWARDS = "\u202Egnp.exe\u2066\u0000\u0007\u200B";
    private static final String ENDLESS = "W".repeat(50_000);

    @TempDir
    static Path directory;

    private static SampleProcess sample;
    private static StandInServer server;
    private static DashboardBrowser page;

    @BeforeAll
    static void start() throws IOException {
        page = DashboardBrowser.start(directory.resolve("profile"));
        sample = SampleProcess.start(directory, "-Xmx512m");
        server = StandInServer.start(sample.base());
    }

    @AfterAll
    static void stop() throws IOException {
        if (page != null) {
            page.close();
        }
        if (server != null) {
            server.close();
        }
        if (sample != null) {
            sample.close();
        }
    }

    @AfterEach
    void nothingWasStopped() {
        page.theConsoleIsQuietAndThePolicyHadNothingToStop();
    }

    private static SaidByJob hostile(String id, String state) {
        return new SaidByJob(id, ATTACK + BACKWARDS + ENDLESS, state)
                .with("owner", ATTACK)
                .with("cancelReason", ATTACK + ENDLESS)
                .with("ended", "2026-11-21T10:02:03Z")
                .event("progress", 0.5, "current", 40, "total", 100, "message", ATTACK + ENDLESS)
                .log(ATTACK, "info", 1)
                .log(BACKWARDS + "line\none\r\ntwo\u2028three", "warning", 2)
                .log(ENDLESS, "error", 3)
                .log("level", ATTACK, 4)
                .event("<b>" + ATTACK.replace("\n", ""), 5, ATTACK, ATTACK)
                .event("gap", 6, "reason", ATTACK, "first", ATTACK, "last", ATTACK);
    }

    private static void isUnharmed() {
        assertThat(page.driver().getTitle()).doesNotStartWith("owned").endsWith("jobcast");
        assertThat(page.all("main img, main script, main style")).isEmpty();
        assertThat(page.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(1280);
    }

    @Test
    void whatAHostileJobSaysRunsNothingAndBreaksNoLayout() throws Exception {
        Map<String, String> error = Map.of("type", ATTACK + ENDLESS, "message", ATTACK + BACKWARDS + ENDLESS);
        SaidByJob failed =
                hostile("bad", "failed").with("error", error).event("done", 7, "state", "failed", "error", error);
        failed.on(server);
        SaidByJob succeeded =
                hostile("good", "succeeded").with("hasResult", true).event("done", 7, "state", "succeeded");
        succeeded.on(server);
        server.put("jobs/good/result", SaidByJob.json(Map.of(ATTACK, ATTACK + ENDLESS)));
        SaidByJob.list(server, 2, failed, succeeded);

        page.open(server.ui(""));
        page.await("both", () -> page.all(".jobs tbody tr").size() == 2);
        isUnharmed();
        page.photograph("hostile-list");
        page.open(server.ui("?job=bad"));
        page.awaitText(".head .badge", "Failed");
        page.await("the error", () -> page.text(".error-message").startsWith(ATTACK));
        page.await("the log", () -> page.lines(".said") == 5);
        page.await("the name", () -> page.text(".said .lines-space").contains("\\u202egnp.exe"));
        assertThat(page.text(".said .lines-space")).doesNotContain("\u202E");
        isUnharmed();
        page.isAccessible();
        page.photograph("hostile-failed");
        page.open(server.ui("?job=good"));
        page.await("the result", () -> page.text("pre.result").contains("<script>"));
        isUnharmed();
        page.photograph("hostile-result");
    }

    @Test
    void aHundredThousandLinesStaySmooth() throws Exception {
        SaidByJob job = new SaidByJob("long", "index-everything", "running");
        for (int i = 1; i <= 100_000; i++) {
            job.log("document " + i + " of 100000 was read", i % 1000 == 0 ? "warning" : "info", i / 500.0);
        }
        job.event("done", 200, "state", "succeeded").on(server);
        page.open(server.ui("?job=long"));
        page.await("all lines", () -> page.lines(".said") == 100_000);
        page.await("the end", () -> page.text(".lines-space").contains("document 100000 of"));
        assertThat(page.all(".line")).hasSizeLessThan(120);
        double millis = page.typicalFrame(".lines", "list => list.scrollTop = Math.random() * list.scrollHeight");
        System.out.printf("a frame that shows other lines of 100,000: %.1f ms of processor time%n", millis);
        assertThat(millis).as("milliseconds of a frame that shows other lines").isLessThan(30);
        page.driver().executeScript("document.querySelector('.lines').scrollTop = 50_000 * 24");
        page.await("the middle", () -> page.text(".lines-space").contains("document 50001 of"));
        page.find(".kind-info").click();
        page.await("warnings only", () -> page.text(".lines-foot").equals("100 of 100,000 lines"));
        page.find(".tools input").sendKeys("99000");
        page.await("one", () -> page.text(".lines-foot").equals("1 of 100,000 lines"));
        page.photograph("filtered");
    }
}
