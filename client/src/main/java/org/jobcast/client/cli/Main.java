package org.jobcast.client.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The program {@code jobcast}: {@code java -jar jobcast.jar --help}. */
public final class Main {
    private Main() {}

    /**
     * Runs a command and ends the JVM with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        String version =
                Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "(unknown version)");
        Console console =
                new Console(System.getenv(), utf8(FileDescriptor.out), utf8(FileDescriptor.err), isTerminal(), version);
        ExitCode code = new CommandLine(console).run(List.of(args));
        console.out().flush();
        // A pipe whose reader has gone is no failure of the job, but the output is not complete.
        System.exit(code == ExitCode.OK && console.out().checkError() ? ExitCode.FAILED.code() : code.code());
    }

    /** JSON is UTF-8, whatever the locale. */
    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** From JDK 22 there is a console without a terminal too, which then can be asked; before, it is null. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        java.io.Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            Method ask = java.io.Console.class.getMethod("isTerminal");
            return Boolean.TRUE.equals(ask.invoke(console));
        } catch (NoSuchMethodException older) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
