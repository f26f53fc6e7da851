package dev.confab.rest.start;

import dev.confab.domain.fault.ChatFault;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.context.exceptions.NoSuchBeanException;
import java.net.BindException;
import java.util.Optional;

/** Why a server could not start, in one line for the one who started it. */
final class StartFailure {

    private StartFailure() {}

    static String lineOf(Throwable fault) {
        Optional<ConfigurationException> wrong = deepest(fault, ConfigurationException.class)
                .filter(known -> known.getMessage() != null);
        if (wrong.isPresent()) {
            return firstLine(wrong.get());
        }
        if (deepest(fault, BindException.class).isPresent()) {
            return "PORT: another program listens on this port already; stop it or set another port";
        }
        Optional<ChatFault> broken = deepest(fault, ChatFault.class);
        if (broken.isPresent()) {
            return firstLine(broken.get());
        }
        if (deepest(fault, NoSuchBeanException.class).isPresent()) {
            return "an adapter is missing on the class path; LOG_LEVEL=debug tells which";
        }
        return "the server could not start (" + root(fault).getClass().getSimpleName()
                + "); LOG_LEVEL=debug tells more";
    }

    private static String firstLine(Throwable fault) {
        return String.valueOf(fault.getMessage()).lines().findFirst().orElse("");
    }

    private static <T extends Throwable> Optional<T> deepest(Throwable fault, Class<T> type) {
        Optional<T> found = Optional.empty();
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                found = Optional.of(type.cast(cause));
            }
        }
        return found;
    }

    private static Throwable root(Throwable fault) {
        Throwable root = fault;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
