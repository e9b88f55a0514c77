package org.jobcast.impl.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jobcast.impl.config.UiMode;
import org.jobcast.impl.http.SiteFile;
import org.jobcast.impl.http.SiteFiles;
import org.jspecify.annotations.Nullable;

/**
 * The files of this package's folder in the jar. A file is read when it is asked for the first time and kept; only names of
 * a strict form are looked up at all. Thread-safe.
 */
public final class JarFiles implements SiteFiles {
    /** Every segment begins with a letter or a digit, so no path leads out of the folder. */
    private static final Pattern NAME = Pattern.compile("(?:jobcast|jobcast-progress)\\.js"
            + "|ui/(?:[a-zA-Z0-9][a-zA-Z0-9_-]{0,60}/){0,3}[a-zA-Z0-9][a-zA-Z0-9._-]{0,80}");

    private static final Pattern EXTENSION = Pattern.compile("\\.([a-z0-9]+)$");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=UTF-8",
            "js", "text/javascript;charset=UTF-8",
            "css", "text/css;charset=UTF-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "txt", "text/plain;charset=UTF-8");

    private static final String SETTINGS = "ui/settings.json";

    private final boolean hasUi;
    private final SiteFile settings;
    private final Map<String, SiteFile> files = new ConcurrentHashMap<>();

    /**
     * @param mode what of the dashboard is to be served
     */
    public JarFiles(UiMode mode) {
        this.hasUi = mode != UiMode.OFF;
        String json = "{\"readOnly\":" + (mode == UiMode.READ_ONLY) + "}";
        this.settings = SiteFile.of(type("json"), json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<SiteFile> find(String name) {
        if (!NAME.matcher(name).matches() || (!hasUi && name.startsWith("ui/"))) {
            return Optional.empty();
        }
        return Optional.ofNullable(name.equals(SETTINGS) ? settings : files.computeIfAbsent(name, JarFiles::read));
    }

    private static @Nullable SiteFile read(String name) {
        Matcher extension = EXTENSION.matcher(name);
        if (!extension.find() || !TYPES.containsKey(extension.group(1))) {
            return null;
        }
        try (InputStream in = JarFiles.class.getResourceAsStream(name)) {
            return in == null ? null : SiteFile.of(type(extension.group(1)), content(name, in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("the file " + name + " cannot be read from the jar", e);
        }
    }

    private static byte[] content(String name, byte[] bytes) {
        return name.startsWith("ui/") ? bytes : LeanScript.of(bytes);
    }

    private static String type(String extension) {
        return TYPES.getOrDefault(extension, "application/octet-stream");
    }
}
