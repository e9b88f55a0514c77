package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WindowType;

/** The page that tells a story word by word, in a real browser: it survives a reload and is the same in a second tab. */
class StoryIT {
    @TempDir
    static Path directory;

    private static SampleProcess sample;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        browser = Browser.start(directory.resolve("profile"));
        sample = SampleProcess.start(directory, "-Xmx256m");
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

    @AfterEach
    void theConsoleIsQuiet() {
        assertThat(browser.complaints()).isEmpty();
    }

    private void open(int words, int delayMs) {
        browser.driver().get("about:blank");
        browser.driver()
                .get(sample.resolve("story.html?words=" + words + "&delayMs=" + delayMs)
                        .toString());
        browser.element("tell").click();
    }

    private static int words() {
        return Integer.parseInt(browser.text("words").replace(" words", ""));
    }

    /** The number of each word of the story on the page, in order. */
    private static int[] numbers() {
        String story = (String) browser.driver().executeScript("return document.getElementById('story').textContent");
        return story.lines()
                .flatMap(line -> java.util.Arrays.stream(line.split(" ")))
                .filter(word -> !word.isEmpty())
                .mapToInt(word -> Integer.parseInt(word.substring(0, word.indexOf(':'))))
                .toArray();
    }

    @Test
    void aReloadAndASecondTabGetTheWholeStory() throws Exception {
        open(300, 20);
        browser.await("some words", page -> words() > 30);
        int before = words();
        browser.driver().navigate().refresh();
        browser.await("more words than before the reload", page -> words() > before);
        String first = browser.driver().getWindowHandle();
        String address = browser.driver().getCurrentUrl();
        browser.driver().switchTo().newWindow(WindowType.TAB);
        browser.driver().get(address);
        browser.awaitText("state", "Told to the end");
        assertThat(numbers()).isEqualTo(IntStream.rangeClosed(1, 300).toArray());
        browser.driver().close();
        browser.driver().switchTo().window(first);
        browser.awaitText("state", "Told to the end");
        assertThat(numbers()).isEqualTo(IntStream.rangeClosed(1, 300).toArray());
        browser.screenshot("story");
        browser.driver().navigate().refresh();
        browser.awaitText("state", "Told to the end");
        assertThat(numbers()).as("replayed").hasSize(300);
    }

    @Test
    void aStoryCanBeStopped() {
        open(10_000, 20);
        browser.await("some words", page -> words() > 5);
        browser.element("stop").click();
        browser.awaitText("state", "Stopped");
        int[] told = numbers();
        assertThat(told).isEqualTo(IntStream.rangeClosed(1, told.length).toArray());
        assertThat(told.length).isLessThan(10_000);
        browser.driver().navigate().refresh();
        browser.awaitText("state", "Stopped");
        assertThat(numbers()).isEqualTo(told);
    }
}
