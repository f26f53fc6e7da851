import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** The run of all measurements of streamed answers, in order; see README.md for what they mean. */
final class Streams {

    /** More calls of the model than the server makes at once by itself, and a model that may think for long. */
    private static final Map<String, String> SETTINGS = Map.of("MODEL_MAX_CONNECTIONS", "20000",
            "MODEL_FIRST_TOKEN_TIMEOUT", "10m", "MODEL_TOKEN_TIMEOUT", "10m");

    private final Path root;
    private final Path folder;
    private final Report report;
    private final boolean quick;
    private final boolean profile;

    Streams(Path root, Path folder, Report report, boolean quick, boolean profile) {
        this.root = root;
        this.folder = folder;
        this.report = report;
        this.quick = quick;
        this.profile = profile;
    }

    void run(String only) throws IOException, InterruptedException, SQLException {
        Provider provider = Provider.start(PacedProvider.class);
        try (Server server = Server.start(root, folder, provider.port(), SETTINGS);
                var client = new StreamClient(server.port(), false)) {
            var stage = new Stage(server, Database.in(folder.resolve("home")), provider, client, report, folder, quick);
            new PacedStreams(stage, 300, 50).warmUp(Duration.ofSeconds(quick ? 8 : 30));
            stage.database().analyze();
            PacedStreams.printHead();
            if (only.contains("1")) {
                new PacedStreams(stage, 100, 50).measure(true, false, profileSeconds(only, "1"));
            }
            if (only.contains("2")) {
                new PacedStreams(stage, 500, 50).measure(false, true, profileSeconds(only, "2"));
            }
            if (only.contains("3")) {
                new PacedStreams(stage, 2_000, 5).measure(false, true, profileSeconds(only, "3"));
            }
            if (only.contains("4")) {
                new HangUps(stage).measure();
            }
            if (only.contains("5")) {
                new IdleStreams(stage).measure();
            }
            if (only.contains("6")) {
                new ResetStreams(stage).measure();
            }
        }
    }

    /** Of all parts the second is profiled, or else the one that was asked for. */
    private int profileSeconds(String only, String part) {
        return profile && (only.equals(part) || part.equals("2")) ? quick ? 8 : 20 : 0;
    }
}
