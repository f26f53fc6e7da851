/** The CPU time that all parts of the benchmark take from one moment to another, and what others take meanwhile. */
final class Usage {

    private final long server;
    private final long postmaster;
    private final long provider;
    private final double[] since;
    private final long from;
    private double[] used = new double[0];
    private double seconds;

    /** Begins to count. */
    Usage(long server, long postmaster, long provider) {
        this.server = server;
        this.postmaster = postmaster;
        this.provider = provider;
        this.since = now();
        this.from = System.nanoTime();
    }

    /** Ends counting. */
    void stop() {
        double[] now = now();
        seconds = (System.nanoTime() - from) / 1e9;
        used = new double[now.length];
        for (int i = 0; i < now.length; i++) {
            used[i] = now[i] - since[i];
        }
    }

    double seconds() {
        return seconds;
    }

    double server() {
        return used[0];
    }

    double postgres() {
        return used[1];
    }

    double provider() {
        return used[2];
    }

    /** Returns the CPU seconds of this program, which sends the load. */
    double load() {
        return used[3];
    }

    /** Returns the CPU seconds of the programs that this one has started and that have ended, pgbench among them. */
    double ended() {
        return used[4];
    }

    /** Returns the share of the machine, in percent, that was taken by whatever does not belong to the benchmark. */
    double othersPercent() {
        double ours = used[0] + used[1] + used[2] + used[3] + used[4];
        return Math.max(0, (used[5] - ours) / seconds / Runtime.getRuntime().availableProcessors() * 100);
    }

    private double[] now() {
        long self = ProcessHandle.current().pid();
        return new double[] {Processes.cpu(server), Processes.familyCpu(postmaster), Processes.cpu(provider),
                Processes.cpu(self), Processes.reapedCpu(self), Processes.machineCpu()};
    }
}
