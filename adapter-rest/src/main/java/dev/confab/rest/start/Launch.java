package dev.confab.rest.start;

import dev.confab.application.Confab;
import dev.confab.application.health.CheckHealth;
import dev.confab.rest.config.BackgroundKeys;
import dev.confab.rest.config.ChatKeys;
import dev.confab.rest.config.DocumentKeys;
import dev.confab.rest.config.EnvFile;
import dev.confab.rest.config.IdentitySettings;
import dev.confab.rest.config.Keys;
import dev.confab.rest.config.QuotaKeys;
import dev.confab.rest.config.RetentionKeys;
import dev.confab.rest.config.ServerSettings;
import dev.confab.rest.config.Version;
import dev.confab.rest.guard.CorsOrigins;
import dev.confab.rest.identity.Users;
import dev.confab.rest.log.LogSettings;
import dev.confab.rest.log.Logs;
import dev.confab.rest.stream.StreamLimits;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One start of the server: reads what is set, brings everything up, tells so, and arranges for the end. */
public final class Launch {

    /** The server runs and ends with the process. */
    public static final int SERVING = -1;

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final String TRAINING_KEY = "CONFAB_TRAIN";
    private static final String USAGE = """
            Usage: java -jar confab-server.jar [--name=value ...]
                   java -jar confab-server.jar token create|list|revoke ...

              --help       this text
              --version    the version
              --name=value sets a property of the framework

            Settings come from the environment and from a .env file in the current folder; the README lists them all.""";

    private final long begunAt = System.nanoTime();
    private final Map<String, String> environment;
    private final Path folder;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * Prepares a start.
     *
     * @param environment the environment variables
     * @param folder      where a {@code .env} file may be
     * @param out         for people: that the server runs
     * @param err         for log lines, and for the one line of a start that fails
     */
    public Launch(Map<String, String> environment, Path folder, PrintStream out, PrintStream err) {
        this.environment = Map.copyOf(environment);
        this.folder = folder;
        this.out = out;
        this.err = err;
    }

    /** Starts the server and returns, with {@link #SERVING} or the status to exit with. */
    public int run(String... args) {
        List<String> arguments = List.of(args);
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.println(USAGE);
            return DONE;
        }
        if (arguments.contains("--version") || arguments.contains("-V")) {
            out.println("confab " + Version.CURRENT);
            return DONE;
        }
        Optional<String> unknown = arguments.stream().filter(a -> !a.startsWith("-") || !a.contains("=")).findFirst();
        if (unknown.isPresent()) {
            err.println("confab: an argument is neither --help nor --version nor --name=value");
            return MISUSED;
        }
        return start(args);
    }

    private int start(String... args) {
        boolean debug = false;
        try {
            Map<String, String> file = EnvFile.read(folder.resolve(".env"));
            Keys keys = key -> Optional.ofNullable(environment.getOrDefault(key, file.get(key)));
            LogSettings logging = LogSettings.from(keys, Terminal.isThere());
            debug = logging.isDebug();
            ServerSettings settings = ServerSettings.from(keys);
            // Read again where they are used; a wrong one is to stop the start before a database is touched.
            ChatKeys.from(keys);
            DocumentKeys.from(keys);
            RetentionKeys.deletions(keys);
            QuotaKeys.from(keys);
            BackgroundKeys.from(keys);
            CorsOrigins.from(keys);
            IdentitySettings.from(keys);
            StreamLimits.from(keys);
            Logs logs = Logs.to(err, logging);
            try {
                return bringUp(keys, file, settings, logs, args);
            } catch (RuntimeException | Error fault) {
                logs.close();
                throw fault;
            }
        } catch (RuntimeException | Error fault) {
            err.println("confab: " + StartFailure.lineOf(fault));
            if (debug) {
                fault.printStackTrace(err);
            }
            return FAILED;
        }
    }

    private int bringUp(Keys keys, Map<String, String> file, ServerSettings settings, Logs logs, String... args) {
        boolean training = keys.text(TRAINING_KEY).isPresent();
        Optional<TrainingHome> home = training && keys.text("CONFAB_HOME").isEmpty()
                ? Optional.of(TrainingHome.make())
                : Optional.empty();
        Map<String, Object> properties = new HashMap<>(Map.of(
                "micronaut.server.host", settings.host(),
                "micronaut.server.port", settings.port() == 0 ? -1 : settings.port(),
                "micronaut.server.max-request-size", DocumentKeys.largestRequest(keys, settings),
                "micronaut.server.max-request-buffer-size", settings.maxBodySize()));
        home.ifPresent(made -> properties.put("confab.home", made.path().toString()));
        ApplicationContextBuilder builder = ApplicationContext.builder()
                .args(args)
                .deduceEnvironment(false)
                .singletons(new KnownKeys(keys))
                .propertySources(new EnvFileSource(file))
                .properties(properties);
        var running = new Running(builder.build(), logs, home);
        try {
            serve(running, settings, training);
        } catch (RuntimeException | Error fault) {
            running.close();
            throw fault;
        }
        if (training) {
            running.close();
            return DONE;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(running::close, "confab-stop"));
        return SERVING;
    }

    private void serve(Running running, ServerSettings settings, boolean training) {
        ApplicationContext context = running.context().start();
        // Whatever is set wrong shows now and not at the first request.
        Confab confab = context.getBean(Confab.class);
        EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
        confab.recover();
        running.serves();
        URI address = settings.address(server.getPort());
        if (training) {
            new Training(address).run();
        } else {
            out.println(Welcome.of(address, context.getBean(CheckHealth.class).check(),
                    context.getBean(Users.class), Duration.ofNanos(System.nanoTime() - begunAt)));
        }
    }
}
