package dev.confab.postgres.embedded;

import java.util.LinkedHashMap;
import java.util.Map;

/** The server's settings. They are given at each start, so that those of this version count, whatever made the folder. */
final class ServerSettings {

    private ServerSettings() {}

    static Map<String, String> of(boolean durable) {
        var all = new LinkedHashMap<String, String>();
        all.put("listen_addresses", "127.0.0.1");
        all.put("unix_socket_directories", "");
        // Small, for a machine that has other things to do; memory that is not used is not taken.
        all.put("max_connections", "100");
        all.put("shared_buffers", "64MB");
        all.put("min_wal_size", "32MB");
        all.put("max_wal_size", "256MB");
        // One server alone: nothing is replicated.
        all.put("wal_level", "minimal");
        all.put("max_wal_senders", "0");
        all.put("max_logical_replication_workers", "0");
        // Short statements only: compiling them, or sharing them among processes, costs more than it gains.
        all.put("jit", "off");
        all.put("max_parallel_workers_per_gather", "0");
        all.put("timezone", "UTC");
        all.put("log_timezone", "UTC");
        // People's words and keys stay out of the log: no statements, no details of rows.
        all.put("log_min_error_statement", "panic");
        all.put("log_error_verbosity", "terse");
        all.put("log_checkpoints", "off");
        all.put("log_line_prefix", "%m [%p] ");
        String sync = durable ? "on" : "off";
        all.put("fsync", sync);
        all.put("synchronous_commit", sync);
        all.put("full_page_writes", sync);
        return all;
    }
}
