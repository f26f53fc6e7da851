import java.util.Locale;

/** The server under load beside the database alone with the same statements, for each number of connections. */
final class Comparison {

    private static final String ROW = "%3s  %-8s %8s %8s %8s   %8s %10s %8s %8s   %8s%n";

    private final Report report;
    private final boolean ratios;
    private int connections;
    private double serverRate;
    private double serverMedian;

    Comparison(Report report, boolean ratios) {
        this.report = report;
        this.ratios = ratios;
        System.out.println();
        System.out.printf("%44s--- CPU s per 1000 turns ---------%n", "");
        System.out.printf(ROW, "", "", "turns/s", "p50 ms", "p99 ms", "server", "PostgreSQL", "model", "load",
                "others %");
    }

    /** Prints and judges what the server did with so many connections. */
    void server(int count, Load.Result result, Usage usage) {
        connections = count;
        double thousands = result.latencies().length / 1_000.0;
        serverRate = result.latencies().length / usage.seconds();
        serverMedian = result.millis(50);
        System.out.printf(Locale.ROOT, ROW, count, "server", number(serverRate), number(serverMedian),
                number(result.millis(99)), number(usage.server() / thousands), number(usage.postgres() / thousands),
                number(usage.provider() / thousands), number(usage.load() / thousands),
                number(usage.othersPercent()));
        if (count > 1) {
            report.add(count + " connections: server CPU per 1000 turns", "s", usage.server() / thousands,
                    Report.Wanted.AT_MOST, 0.3);
            report.add(count + " connections: PostgreSQL CPU per 1000 turns", "s", usage.postgres() / thousands,
                    Report.Wanted.AT_MOST, 0.25);
        }
        if (!ratios) {
            report.add(count + " connections", "turns/s", serverRate);
        }
    }

    /** Prints what pgbench did with as many clients, or as many as the database takes, and judges the server by it. */
    void pgbench(int clients, Database.Pgbench bench, Usage usage) {
        if (clients < connections) {
            System.out.printf("     pgbench with %d clients: the database takes no more%n", clients);
        }
        double thousands = bench.perSecond() * usage.seconds() / 1_000;
        System.out.printf(Locale.ROOT, ROW, "", "pgbench", number(bench.perSecond()), number(bench.p50()),
                number(bench.p99()), "", number(usage.postgres() / thousands), "", number(usage.ended() / thousands),
                number(usage.othersPercent()));
        System.out.printf(Locale.ROOT, ROW, "", "ratio", number(serverRate / bench.perSecond()),
                number(serverMedian / bench.p50()), "", "", "", "", "", "");
        if (connections == 1) {
            report.add("1 connection: p50 over the database's own", "ms", serverMedian - bench.p50(),
                    Report.Wanted.AT_MOST, 1);
        } else {
            report.add(connections + " connections: turns/s as a share of pgbench's", "%",
                    serverRate / bench.perSecond() * 100, Report.Wanted.AT_LEAST, 50);
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : value >= 1 ? "%.2f" : "%.3f",
                value);
    }
}
