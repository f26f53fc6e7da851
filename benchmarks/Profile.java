import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** Where the server's CPU time goes: by kind of thread, by layer of the code that ran, and by method. */
final class Profile {

    private static final int LONGEST_LIST = 25;

    /** A layer is told by the first of these that any class of a stack begins with, seen from where it ran. */
    private static final Map<String, List<String>> LAYERS = new java.util.LinkedHashMap<>();

    static {
        LAYERS.put("Confab: domain and application", List.of("dev.confab.domain", "dev.confab.application"));
        LAYERS.put("Confab: rest", List.of("dev.confab.rest"));
        LAYERS.put("Confab: postgres", List.of("dev.confab.postgres"));
        LAYERS.put("Confab: openai", List.of("dev.confab.openai"));
        LAYERS.put("Confab: retrieval", List.of("dev.confab.retrieval"));
        LAYERS.put("LangChain4j", List.of("dev.langchain4j"));
        LAYERS.put("tokenizer", List.of("com.knuddels"));
        LAYERS.put("JSON", List.of("com.fasterxml", "tools.jackson", "io.micronaut.serde", "io.micronaut.jackson"));
        LAYERS.put("JDK HTTP client", List.of("jdk.internal.net.http", "java.net.http"));
        LAYERS.put("JDBC driver", List.of("org.postgresql"));
        LAYERS.put("connection pool", List.of("com.zaxxer"));
        LAYERS.put("Micronaut data and transactions",
                List.of("io.micronaut.data", "io.micronaut.transaction", "io.micronaut.configuration.jdbc"));
        LAYERS.put("logging", List.of("ch.qos", "org.slf4j", "net.logstash"));
        LAYERS.put("Reactor", List.of("reactor.", "org.reactivestreams"));
        LAYERS.put("Micronaut validation", List.of("io.micronaut.validation", "jakarta.validation"));
        LAYERS.put("Micronaut security", List.of("io.micronaut.security"));
        LAYERS.put("Micronaut", List.of("io.micronaut"));
        LAYERS.put("Netty", List.of("io.netty"));
    }

    private Profile() {
    }

    /** Records the server for so many seconds of a load that goes on meanwhile, and prints what was found. */
    static void take(Server server, Path folder, int seconds, String unit, String load, LongSupplier units)
            throws IOException, InterruptedException {
        Thread.sleep(1_000);
        Path file = folder.resolve("server.jfr");
        boolean cpuTime = Runtime.version().feature() >= 25;
        server.jcmd(Stream.concat(Stream.of("JFR.start", "name=benchmark", "settings=profile"),
                cpuTime ? Stream.of("jdk.CPUTimeSample#enabled=true", "jdk.CPUTimeSample#throttle=5ms")
                        : Stream.of()).toArray(String[]::new));
        Map<String, Double> threadsBefore = Processes.cpuByThread(server.pid());
        double cpuBefore = Processes.cpu(server.pid());
        double kernelBefore = Processes.kernelCpu(server.pid());
        long before = units.getAsLong();
        Thread.sleep(seconds * 1_000L);
        double millions = (units.getAsLong() - before) / 1e6;
        double cpu = Processes.cpu(server.pid()) - cpuBefore;
        double kernel = Processes.kernelCpu(server.pid()) - kernelBefore;
        Map<String, Double> threads = Processes.cpuByThread(server.pid());
        server.jcmd("JFR.stop", "name=benchmark", "filename=" + file);

        System.out.printf(Locale.ROOT, "%nProfile of the server, %s: %.1f µs CPU per %s, %.0f %% of it in the kernel%n", load,
                cpu / millions, unit, kernel / cpu * 100);
        System.out.printf("%nby thread, µs per %s:%n", unit);
        threadsBefore.forEach((name, earlier) -> threads.merge(name, -earlier, Double::sum));
        list(threads, millions);
        layers(file, cpu / millions, unit);
    }

    private static void layers(Path file, double micros, String unit) throws IOException {
        Map<String, Double> layers = new TreeMap<>();
        Map<String, Double> callers = new TreeMap<>();
        Map<String, Double> methods = new TreeMap<>();
        Map<String, Double> totals = new TreeMap<>();
        String kind = has(file, "jdk.CPUTimeSample") ? "jdk.CPUTimeSample" : "jdk.ExecutionSample";
        int samples = 0;
        try (var events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (!event.getEventType().getName().equals(kind)) {
                    continue;
                }
                samples++;
                RecordedStackTrace stack = event.getStackTrace();
                List<RecordedFrame> frames = stack == null ? List.of()
                        : stack.getFrames().stream().filter(RecordedFrame::isJavaFrame).toList();
                layers.merge(layer(frames), 1.0, Double::sum);
                if (!frames.isEmpty()) {
                    methods.merge(name(frames.get(0).getMethod()), 1.0, Double::sum);
                }
                frames.stream().map(frame -> name(frame.getMethod())).filter(Profile::isOurs).findFirst()
                        .ifPresent(caller -> callers.merge(caller, 1.0, Double::sum));
                frames.stream().map(frame -> name(frame.getMethod())).distinct()
                        .forEach(method -> totals.merge(method, 1.0, Double::sum));
            }
        }
        double perUnit = samples / micros;
        System.out.printf("%nby layer (the innermost one on the stack; %s, %d samples), µs per %s:%n", kind, samples,
                unit);
        list(layers, perUnit);
        System.out.printf("%nby Confab's own method that had called what ran, µs per %s:%n", unit);
        list(callers, perUnit);
        System.out.printf("%nby method that ran itself, µs per %s:%n", unit);
        list(methods, perUnit);
        System.out.printf("%nby method with all that it called, µs per %s:%n", unit);
        list(totals, perUnit, 120);
    }

    private static String layer(List<RecordedFrame> frames) {
        if (frames.isEmpty()) {
            return "no Java stack (kernel, collector, compiler)";
        }
        for (RecordedFrame frame : frames) {
            String type = frame.getMethod().getType().getName();
            for (Map.Entry<String, List<String>> layer : LAYERS.entrySet()) {
                if (layer.getValue().stream().anyMatch(type::startsWith)) {
                    return layer.getKey();
                }
            }
        }
        return "JDK alone (virtual threads' scheduling, pools, timers)";
    }

    private static boolean has(Path file, String kind) throws IOException {
        try (var events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                if (events.readEvent().getEventType().getName().equals(kind)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean isOurs(String method) {
        return method.startsWith("dev.confab.");
    }

    private static String name(RecordedMethod method) {
        return method.getType().getName() + "." + method.getName();
    }

    private static void list(Map<String, Double> amounts, double divisor) {
        list(amounts, divisor, LONGEST_LIST);
    }

    /** Leaves out what is less than a thousandth of all. */
    private static void list(Map<String, Double> amounts, double divisor, int longest) {
        double all = amounts.values().stream().mapToDouble(Double::doubleValue).sum();
        amounts.entrySet().stream().sorted(Map.Entry.comparingByValue(Comparator.reverseOrder())).limit(longest)
                .filter(entry -> entry.getValue() >= all / 1_000)
                .forEach(entry -> System.out.printf(Locale.ROOT, "%8.2f  %s%n", entry.getValue() / divisor,
                        entry.getKey()));
    }
}
