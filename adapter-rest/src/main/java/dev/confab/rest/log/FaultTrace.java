package dev.confab.rest.log;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import dev.confab.domain.fault.ChatFault;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells exceptions by their types and places. Their messages are left out, since those of other people's code may repeat
 * what was sent; those of {@link ChatFault} promise not to.
 */
final class FaultTrace extends ThrowableHandlingConverter {

    private static final String FAULTS = ChatFault.class.getPackageName() + ".";
    private static final int FRAMES = 12;
    private static final int DEBUG_FRAMES = 200;

    private final int frames;

    FaultTrace(boolean debug) {
        this.frames = debug ? DEBUG_FRAMES : FRAMES;
    }

    @Override
    public String convert(ILoggingEvent event) {
        if (event.getThrowableProxy() == null) {
            return "";
        }
        var trace = new StringBuilder();
        Set<IThrowableProxy> told = new HashSet<>();
        for (IThrowableProxy fault = event.getThrowableProxy(); fault != null && told.add(fault); fault = fault
                .getCause()) {
            tell(fault, trace);
        }
        return trace.toString();
    }

    private void tell(IThrowableProxy fault, StringBuilder trace) {
        trace.append(trace.isEmpty() ? "" : "caused by ").append(fault.getClassName());
        @Nullable
        String message = fault.getMessage();
        if (message != null && fault.getClassName().startsWith(FAULTS)) {
            trace.append(": ").append(message);
        }
        trace.append('\n');
        StackTraceElementProxy[] places = fault.getStackTraceElementProxyArray();
        for (int at = 0; at < Math.min(frames, places.length); at++) {
            trace.append("    ").append(places[at].getSTEAsString()).append('\n');
        }
        if (places.length > frames) {
            trace.append("    ... ").append(places.length - frames).append(" more\n");
        }
    }
}
