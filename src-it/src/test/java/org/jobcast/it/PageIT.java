package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/** The sample's page in a real browser, as its user sees it. */
class PageIT {
    private static final String HEADER = "station,day,temperature,rainfall,note\n";
    private static final int BAD_LINES = 150;

    @TempDir
    static Path directory;

    private static SampleProcess sample;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        browser = Browser.start(directory.resolve("profile"));
        // More than a million rows are held in memory, those of the import that is cancelled included.
        sample = SampleProcess.start(directory, "-Xmx1g");
        browser.resize(1200, 900);
    }

    @AfterAll
    static void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
        if (sample != null) {
            sample.close();
        }
    }

    @BeforeEach
    void openPage() {
        browser.driver().get("about:blank");
        browser.driver().get(sample.base().toString());
    }

    @AfterEach
    void theConsoleIsQuiet() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void anUploadedFileIsImportedWithProgressAndAReloadInTheMiddleLosesAndDoublesNothing() throws Exception {
        int rows = 300_000;
        choose(Files.writeString(directory.resolve("readings.csv"), csv(rows)));
        browser.awaitText("state", "Running");
        browser.await("progress", page -> percent() > 0);
        int before = percent();
        List<String> seen = browser.logLines();
        assertThat(before).isLessThan(100);
        browser.driver().navigate().refresh();
        browser.await("progress after the reload", page -> percent() >= before);
        browser.awaitText("state", "Succeeded");
        browser.await("the result", page -> browser.element("result").isDisplayed());
        assertThat(browser.text("result-rows")).isEqualTo("300,000");
        assertThat(browser.text("result-rejected")).isEqualTo(String.valueOf(BAD_LINES));
        assertThat(browser.text("percent")).isEqualTo("100 %");
        String last = "300000 rows imported, " + BAD_LINES + " rejected";
        // Lines are drawn with the next frame, the result as soon as it is there.
        browser.await("the last line", page -> browser.logLines().contains(last));
        List<String> lines = browser.logLines();
        assertThat(lines).startsWith(seen.toArray(String[]::new)).doesNotHaveDuplicates();
        assertThat(lines.stream().filter(line -> line.startsWith("line ")))
                .as("a warning for each bad line")
                .hasSize(BAD_LINES);
        assertThat(lines).last().isEqualTo(last);
        photograph("imported");
    }

    @Test
    void aLongImportIsCancelledAfterAQuestionAndOnlyThen() throws Exception {
        choose(Files.writeString(directory.resolve("long.csv"), csv(900_000)));
        browser.awaitText("state", "Running");
        // The import must not end while the question is looked at.
        sample.pause();
        try {
            browser.element("cancel").click();
            assertThat(browser.element("confirm").isDisplayed()).isTrue();
            Accessibility.check(browser);
            browser.screenshot("confirm");
            browser.driver()
                    .findElement(By.cssSelector("#confirm button[value=keep]"))
                    .click();
            assertThat(browser.element("confirm").isDisplayed()).isFalse();
            assertThat(browser.text("state")).isEqualTo("Running");
            browser.element("cancel").click();
        } finally {
            sample.resume();
        }
        browser.driver()
                .findElement(By.cssSelector("#confirm button[value=cancel]"))
                .click();
        browser.awaitText("state", "Cancelled");
        assertThat(browser.element("cancel").isDisplayed()).isFalse();
        assertThat(browser.element("result").isDisplayed()).isFalse();
    }

    @Test
    void whatAHostileFileSaysIsTextAndNoMarkup() throws Exception {
        String attack = "<img src=x onerror=document.title=1><script>document.title=2</script>";
        String name = "<img src=x onerror=document.title=3>.csv";
        String content = "station,day,temperature,rainfall," + attack + "\n" + attack + ",2026-11-21,1,1,\n" + "S1,"
                + attack + ",1,1,\n" + "S1,2026-11-21,1,1,\n";
        choose(Files.writeString(directory.resolve(name), content, StandardCharsets.UTF_8));
        browser.awaitText("state", "Succeeded");
        browser.await("the log", page -> browser.logLines().size() >= 4);
        assertThat(browser.text("job-title")).isEqualTo(name);
        assertThat(browser.logLines()).anyMatch(line -> line.contains("<img src=x"));
        assertThat(browser.driver().getTitle()).isEqualTo("Import readings");
        assertThat(browser.driver().findElements(By.cssSelector("main img, main script")))
                .isEmpty();
        browser.screenshot("hostile");
    }

    @Test
    void aFileThatIsNoneIsRefusedInWords() throws Exception {
        choose(Files.writeString(directory.resolve("wrong.csv"), "a,b\n1,2\n"));
        browser.await("the reason", page -> browser.text("message").startsWith("The header lacks station"));
        // The browser itself reports each answer of 400 on the console.
        assertThat(browser.complaints()).allMatch(line -> line.contains("api/imports") && line.contains("400"));
    }

    private static void choose(Path file) {
        browser.element("file").sendKeys(file.toAbsolutePath().toString());
    }

    private static int percent() {
        return Integer.parseInt(browser.text("percent").replace(" %", "").strip());
    }

    private static void photograph(String name) throws IOException {
        Accessibility.check(browser);
        for (String scheme : List.of("light", "dark")) {
            browser.prefer(scheme);
            browser.screenshot(name + "-" + scheme);
        }
        browser.prefer("light");
        browser.resize(500, 850);
        browser.screenshot(name + "-phone");
        Object overflow = browser.driver()
                .executeScript("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(overflow).as("nothing is wider than a phone").isEqualTo(0L);
        browser.resize(1200, 900);
    }

    /** Bad lines are spread over the file, so that there are warnings before and after a reload. */
    private static String csv(int rows) {
        int step = rows / BAD_LINES;
        return IntStream.range(0, rows + BAD_LINES)
                .mapToObj(i -> i % (step + 1) == step ? "S1,never,1.0,0.0,\n" : "S1,2026-11-21,1.0,0.0,\n")
                .collect(Collectors.joining("", HEADER, ""));
    }
}
