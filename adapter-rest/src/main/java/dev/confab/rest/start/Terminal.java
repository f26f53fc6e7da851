package dev.confab.rest.start;

import java.io.Console;

/** Whether a person looks on. */
final class Terminal {

    private Terminal() {}

    /** Since Java 22 there is a console also where there is no terminal; the method that tells is younger than Java 21. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isThere() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException older) {
            return true;
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }
}
