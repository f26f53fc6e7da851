package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.postgres.embedded.TemporaryFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real pooler in transaction mode, which gives every transaction to another backend. */
final class PgBouncer implements AutoCloseable {

    private static final int TRIES = 300;

    private final TemporaryFolder folder;
    private final Process process;
    private final int port;

    private PgBouncer(TemporaryFolder folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    /** Finds the program where distributions put it. */
    static Optional<Path> program() {
        return Stream.concat(Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)),
                Stream.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"))
                .map(place -> Path.of(place, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static PgBouncer before(String url, Path program) throws IOException, InterruptedException {
        var address = java.net.URI.create(url);
        String[] user = address.getUserInfo().split(":", 2);
        TemporaryFolder folder = TemporaryFolder.create();
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path users = write(folder, "users", "\"" + user[0] + "\" \"" + user[1] + "\"\n");
        Path settings = write(folder, "settings.ini", """
                [databases]
                * = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = scram-sha-256
                auth_file = %s
                pool_mode = transaction
                default_pool_size = 4
                server_round_robin = 1
                """.formatted(address.getPort(), port, users));
        var command = new ArrayList<>(List.of(program.toString()));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(settings.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        var bouncer = new PgBouncer(folder, process, port);
        for (int tries = 0; !listens(port); tries++) {
            assertTrue(tries < TRIES && !process.waitFor(10, TimeUnit.MILLISECONDS), "pgbouncer does not start");
        }
        return bouncer;
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static Path write(TemporaryFolder folder, String name, String text) throws IOException {
        Path file = Files.writeString(folder.path().resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return file;
    }

    /** Returns the address of a database with the pooler in between. */
    String url(String direct) {
        return direct.replaceFirst("@127.0.0.1:\\d+/", "@127.0.0.1:" + port + "/");
    }

    @Override
    public void close() {
        process.destroy();
        folder.close();
    }
}
