package dev.confab.rest.chaos;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Where a process ends without a word: right before or right after a call of a port. */
enum CrashPoint {
    BEFORE_OPEN("openTurn", false),
    AFTER_OPEN("openTurn", true),
    BEFORE_MODEL("open", false),
    AFTER_MODEL("open", true),
    AFTER_FIRST_DELTA("next", true),
    BEFORE_FOLLOW("follow", false),
    AFTER_FOLLOW("follow", true),
    BEFORE_APPEND("append", false),
    AFTER_APPEND("append", true),
    BEFORE_HEARTBEAT("heartbeat", false),
    AFTER_HEARTBEAT("heartbeat", true),
    BEFORE_CLOSE("closeTurn", false),
    AFTER_CLOSE("closeTurn", true),
    BEFORE_RELEASE("release", false),
    AFTER_RELEASE("release", true),
    AFTER_CLAIM("claim", true),
    BEFORE_READ_TURN("readTurn", false),
    AFTER_READ_TURN("readTurn", true);

    /** The status of a process that ended so. */
    static final int STATUS = 97;

    private final String call;
    private final boolean afterwards;

    CrashPoint(String call, boolean afterwards) {
        this.call = call;
        this.afterwards = afterwards;
    }

    /** Returns whether the process gets there only when it takes over what another one left behind. */
    boolean isOfTakeOver() {
        return call.equals("claim") || call.equals("readTurn");
    }

    /** Returns whether the process gets there only when somebody comes to watch a run that nobody watched before. */
    boolean isOfFollowing() {
        return call.equals("follow");
    }

    /** Returns whether this happens for every run, again and again. */
    boolean isUsual() {
        return call.equals("openTurn") || call.equals("open") || call.equals("append") || call.equals("closeTurn");
    }

    /** Returns whether the process gets there only when it is asked to end. */
    boolean isOfStopping() {
        return call.equals("release");
    }

    /**
     * Returns a port that hands every call on, until the process ends at this point.
     *
     * @param nth which of the calls it is, from 1
     */
    <T> T guard(Class<T> port, T real, int nth) {
        var left = new AtomicInteger(nth);
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] { port },
                (proxy, method, arguments) -> {
                    boolean here = method.getName().equals(call);
                    if (here && !afterwards) {
                        count(left);
                    }
                    Object result = invoke(method, real, arguments);
                    if (here && afterwards && !isNothing(result)) {
                        count(left);
                    }
                    return result;
                }));
    }

    static Object invoke(Method method, Object real, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException failed) {
            throw Optional.ofNullable(failed.getCause()).orElse(failed);
        }
    }

    /** A claim that brought nothing is none. */
    private static boolean isNothing(Object result) {
        return result instanceof Collection<?> all && all.isEmpty();
    }

    private static void count(AtomicInteger left) {
        if (left.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(STATUS);
        }
    }
}
