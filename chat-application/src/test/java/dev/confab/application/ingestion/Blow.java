package dev.confab.application.ingestion;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Something that befalls a process at one call of its ports, right before it or right after it. What goes through {@link
 * #over} is counted; once the process is killed, every call ends like the one that it was killed at.
 */
final class Blow {

    /** How a killed process's calls end. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** What befalls it; may throw. */
    interface Befalling {
        void befall();
    }

    private final int at;
    private final boolean after;
    private final Befalling what;
    private final Runnable eachTime;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private boolean struck;
    private boolean dead;

    /** @param eachTime is run after each call that was made */
    Blow(int at, boolean after, Befalling what, Runnable eachTime) {
        this.at = at;
        this.after = after;
        this.what = what;
        this.eachTime = eachTime;
    }

    /** A process that is killed there. */
    static Blow killing(int at, boolean after, Runnable eachTime) {
        return new Blow(at, after, () -> {
            throw new Killed();
        }, eachTime);
    }

    /** A process that nothing befalls. */
    static Blow never(Runnable eachTime) {
        return new Blow(-1, false, () -> {
        }, eachTime);
    }

    /** Whether it came to that. */
    boolean hasStruck() {
        return struck;
    }

    /** The calls so far, by the names of their methods. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    <T> T over(Class<T> port, T target) {
        return over(port, target, name -> true);
    }

    /** Hands every call on to the target, and counts those whose names are counted. */
    <T> T over(Class<T> port, T target, Predicate<String> counted) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] { port },
                (proxy, method, arguments) -> {
                    boolean counts = counted.test(method.getName());
                    boolean here = begin(counts, method.getName());
                    if (here && !after) {
                        strike();
                    }
                    Object result;
                    try {
                        result = method.invoke(target, arguments);
                    } catch (InvocationTargetException fault) {
                        throw fault.getCause();
                    }
                    if (counts) {
                        eachTime.run();
                    }
                    if (here && after) {
                        strike();
                    }
                    return result;
                }));
    }

    private boolean begin(boolean counts, String name) {
        if (dead) {
            throw new Killed();
        }
        if (counts) {
            calls.add(name);
        }
        return counts && !struck && calls.size() == at;
    }

    private void strike() {
        struck = true;
        try {
            what.befall();
        } catch (Killed killed) {
            dead = true;
            throw killed;
        }
    }
}
