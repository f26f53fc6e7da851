package dev.confab.postgres;

import dev.confab.application.faults.Direction;
import dev.confab.application.faults.Tap;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps what clients say to a database, and counts how often they take turns with it. */
final class Wiretap implements Tap {

    private final Map<Integer, ByteArrayOutputStream> said = new TreeMap<>();
    private final Map<Integer, Direction> spokeLast = new TreeMap<>();
    private int turns;

    @Override
    public void passes(int connection, Direction direction, byte[] bytes) {
        synchronized (said) {
            Direction before = spokeLast.put(connection, direction);
            if (direction == Direction.TO_SERVER) {
                turns += before == Direction.TO_SERVER ? 0 : 1;
                said.computeIfAbsent(connection, first -> new ByteArrayOutputStream()).writeBytes(bytes);
            }
        }
    }

    /** Returns how often a client said something after it had heard something, and forgets. */
    int turnsSince() {
        synchronized (said) {
            int all = turns;
            turns = 0;
            return all;
        }
    }

    /** Returns what the client of each connection said so far. */
    List<byte[]> said() {
        synchronized (said) {
            return said.values().stream().map(ByteArrayOutputStream::toByteArray).toList();
        }
    }
}
