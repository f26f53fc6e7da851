package dev.confab.rest.chaos;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What clients were told: what the audit compares the database with. */
final class Ledger {

    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Map<String, String> told = new ConcurrentHashMap<>();
    private final Set<String> mistakes = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger resumed = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong slowest = new AtomicLong();

    /** The server said that it has this question, as this run. */
    void acknowledged(String question, String run) {
        String before = acknowledged.put(question, run);
        if (before != null && !before.equals(run)) {
            mistake("one request became two runs: " + before + ", " + run);
        }
    }

    /** The server said that it stored nothing of it. */
    void refused(String question) {
        refused.add(question);
    }

    /** A client has seen the end of a run, with this text before it; empty if there is no answer. */
    void told(String run, String text) {
        String before = told.put(run, text);
        if (before != null && !before.equals(text)) {
            mistake("run " + run + " was told in two ways");
        }
    }

    /** A connection broke before the answer was whole. */
    void lost() {
        lost.incrementAndGet();
    }

    /** A stream was taken up again where it had been cut. */
    void resumed() {
        resumed.incrementAndGet();
    }

    /** A client gave up. */
    void open() {
        open.incrementAndGet();
    }

    void mistake(String what) {
        mistakes.add(what);
    }

    /** An answer of whatever kind took so long. */
    void took(long nanos) {
        slowest.accumulateAndGet(nanos, Math::max);
    }

    Map<String, String> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    Set<String> refused() {
        return Set.copyOf(refused);
    }

    Map<String, String> told() {
        return Map.copyOf(told);
    }

    Set<String> mistakes() {
        return Set.copyOf(mistakes);
    }

    int lostCount() {
        return lost.get();
    }

    long slowestMillis() {
        return slowest.get() / 1_000_000;
    }

    @Override
    public String toString() {
        return acknowledged.size() + " acknowledged, " + refused.size() + " refused, " + told.size()
                + " seen to their end, " + lost.get() + " connections lost, " + resumed.get() + " streams resumed, "
                + open.get() + " given up, slowest answer " + slowestMillis() + " ms";
    }
}
