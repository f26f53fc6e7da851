package dev.confab.openai;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.management.OperatingSystemMXBean;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.openai.provider.Behaviours;
import dev.confab.openai.provider.StandInProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;

/**
 * Measures what a model call costs this process in CPU time: whole calls against an instant provider in another process,
 * once with one piece of text and once with many, so that the cost of a token falls out too. Arguments: calls, threads.
 */
final class ModelCallCost {

    private static final int MANY = 200;

    private ModelCallCost() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 1) {
            provide(Integer.parseInt(arguments[0]));
            return;
        }
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        int calls = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
        int threads = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 16;
        double one = measure(1, calls, threads);
        double many = measure(MANY, calls / 10, threads);
        System.out.printf("%d calls, %d threads: %.0f µs CPU a call with one piece, %.1f µs for each further piece%n",
                calls, threads, one, (many - one) / (MANY - 1));
    }

    /** Serves until the parent closes our input. */
    private static void provide(int pieces) throws IOException {
        try (StandInProvider provider = StandInProvider.start()) {
            provider.always(Behaviours.says(Collections.nCopies(pieces, "piece ").toArray(String[]::new)));
            System.out.println(provider.baseUrl());
            System.out.flush();
            while (System.in.read() >= 0) {
                // Only the end of the input matters.
            }
        }
    }

    private static double measure(int pieces, int calls, int threads) throws Exception {
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), ModelCallCost.class.getName(), String.valueOf(pieces))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var gateway = OpenAiLlmGateway.of(ModelSettings.at(
                URI.create(child.inputReader(StandardCharsets.UTF_8).readLine()), "m"))) {
            run(gateway, calls, threads);
            run(gateway, calls, threads);
            long before = cpu();
            long begun = System.nanoTime();
            run(gateway, calls, threads);
            double micros = (cpu() - before) / 1_000.0 / calls;
            System.out.printf("%d pieces: %.0f µs CPU a call, %.0f calls/s%n", pieces, micros,
                    calls * 1e9 / (System.nanoTime() - begun));
            return micros;
        } finally {
            child.getOutputStream().close();
            child.waitFor();
        }
    }

    private static void run(OpenAiLlmGateway gateway, int calls, int threads) throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> share = () -> {
                for (int i = 0; i < calls / threads; i++) {
                    call(gateway);
                }
                return calls / threads;
            };
            for (Future<Integer> done : pool.invokeAll(IntStream.range(0, threads).mapToObj(i -> share).toList())) {
                done.get();
            }
        }
    }

    private static void call(OpenAiLlmGateway gateway) {
        try (ReplyStream reply = gateway.open(GatewayFixture.call("What is a servo motor?"))) {
            ReplyEvent event;
            do {
                event = reply.next();
            } while (!(event instanceof ReplyEvent.End));
            if (!(event instanceof ReplyEvent.Completed)) {
                throw new IllegalStateException(event.toString());
            }
        }
    }

    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
