import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What Linux tells about processes under {@code /proc}: CPU time of whole families, memory, and how busy the machine is. */
final class Processes {

    private static final double TICKS_PER_SECOND = 100;
    private static final Path PROC = Path.of("/proc");

    private Processes() {
    }

    private record Stat(long pid, long parent, double own, double reaped) {
    }

    /** Returns the CPU seconds of one process, all its threads included. */
    static double cpu(long pid) {
        Stat stat = stat(pid);
        return stat == null ? 0 : stat.own;
    }

    /** Returns the CPU seconds of the children of a process that have ended. */
    static double reapedCpu(long pid) {
        Stat stat = stat(pid);
        return stat == null ? 0 : stat.reaped;
    }

    /** Returns the CPU seconds that one process has spent in the kernel. */
    static double kernelCpu(long pid) {
        String[] fields = fields(PROC.resolve(pid + "/stat"));
        return fields == null ? 0 : Long.parseLong(fields[12]) / TICKS_PER_SECOND;
    }

    /** Returns the CPU seconds of a process and all its descendants, those that have ended included. */
    static double familyCpu(long root) {
        return family(root).stream().mapToDouble(stat -> stat.own + stat.reaped).sum();
    }

    /** Returns the memory of a process in MB, shared pages included. */
    static double residentMegabytes(long pid) {
        return kilobytes(PROC.resolve(pid + "/status"), "VmRSS:") / 1024.0;
    }

    /** Returns how many descriptors a process has open. */
    static int descriptors(long pid) {
        String[] open = PROC.resolve(pid + "/fd").toFile().list();
        return open == null ? 0 : open.length;
    }

    /** Returns how many threads the system runs for a process. */
    static int threads(long pid) {
        return (int) kilobytes(PROC.resolve(pid + "/status"), "Threads:");
    }

    /** Returns a limit of this process, which is that of those it starts too. */
    static int limit(String name) {
        return read(PROC.resolve("self/limits")).lines().filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip().split("\\s+")[0])
                .mapToInt(limit -> limit.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(limit)).findFirst()
                .orElse(1_024);
    }

    /** Returns the memory of a process and its descendants in MB; pages they share are counted once. */
    static double familyMegabytes(long root) {
        return family(root).stream().mapToLong(stat -> kilobytes(PROC.resolve(stat.pid + "/smaps_rollup"), "Pss:"))
                .sum() / 1024.0;
    }

    /** Returns the CPU seconds in which any processor of this machine was not idle, steal included. */
    static double machineCpu() {
        String[] cpu = read(PROC.resolve("stat")).lines().findFirst().orElseThrow().trim().split("\\s+");
        long busy = 0;
        for (int i = 1; i < Math.min(cpu.length, 9); i++) {
            // Fields 4 and 5 are idle and waiting for a disk.
            busy += i == 4 || i == 5 ? 0 : Long.parseLong(cpu[i]);
        }
        return busy / TICKS_PER_SECOND;
    }

    /** Returns the CPU seconds of a process's live threads, summed by name without numbers. */
    static Map<String, Double> cpuByThread(long pid) {
        Map<String, Double> sums = new TreeMap<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
            for (Path task : tasks) {
                String[] fields = fields(task.resolve("stat"));
                String name = read(task.resolve("comm")).strip().replaceAll("[0-9]+", "N");
                if (fields != null) {
                    sums.merge(name, (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND,
                            Double::sum);
                }
            }
        } catch (IOException gone) {
            return sums;
        }
        return sums;
    }

    private static Collection<Stat> family(long root) {
        Map<Long, List<Stat>> children = new HashMap<>();
        List<Stat> family = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : all) {
                Stat stat = stat(Long.parseLong(process.getFileName().toString()));
                if (stat != null && stat.pid == root) {
                    family.add(stat);
                } else if (stat != null) {
                    children.computeIfAbsent(stat.parent, parent -> new ArrayList<>()).add(stat);
                }
            }
        } catch (IOException unreadable) {
            throw new IllegalStateException("/proc cannot be read", unreadable);
        }
        for (int i = 0; i < family.size(); i++) {
            family.addAll(children.getOrDefault(family.get(i).pid, List.of()));
        }
        return family;
    }

    private static Stat stat(long pid) {
        String[] fields = fields(PROC.resolve(pid + "/stat"));
        return fields == null ? null
                : new Stat(pid, Long.parseLong(fields[1]),
                        (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND,
                        (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS_PER_SECOND);
    }

    /** Returns the fields after the name, which may hold anything; null when the process is gone. */
    private static String[] fields(Path stat) {
        String text = read(stat);
        return text.isEmpty() ? null : text.substring(text.lastIndexOf(')') + 2).split(" ");
    }

    private static long kilobytes(Path file, String key) {
        return read(file).lines().filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).findFirst().orElse(0);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return "";
        }
    }
}
