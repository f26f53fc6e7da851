package dev.confab.postgres.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** The folder with the databases, made once, and the password to them. */
final class DataFolder {

    static final String SUPERUSER = "confab";

    private static final String VERSION = "17";
    private static final int PORT_LINE = 3;
    private static final int PASSWORD_BYTES = 24;
    private static final int INIT_MINUTES = 5;

    private final Path room;
    private final Path path;
    private final Path passwordFile;
    private final Account account;

    DataFolder(Path room, Account account) {
        this.room = room;
        this.path = room.resolve("data");
        this.passwordFile = room.resolve("password");
        this.account = account;
    }

    Path path() {
        return path;
    }

    /** Returns the first line of the server's own note in the folder: the process that serves it, or served it. */
    Optional<Long> notedPid() throws IOException {
        return note().stream().findFirst().map(String::strip).filter(pid -> pid.matches("\\d{1,9}")).map(Long::valueOf);
    }

    /** Returns whether the note says that a server which lives and listens on this port can be used. */
    boolean isReady(int port) throws IOException {
        List<String> note = note();
        int statusLine = 7;
        return note.size() > statusLine && note.get(statusLine).strip().equals("ready")
                && note.get(PORT_LINE).strip().equals(Integer.toString(port))
                && notedPid().flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive).isPresent();
    }

    /** Returns the port of a server that lives and can be used, whoever started it; empty if there is none. */
    OptionalInt readyPort() throws IOException {
        List<String> note = note();
        String port = note.size() > PORT_LINE ? note.get(PORT_LINE).strip() : "";
        return port.matches("\\d{1,5}") && isReady(Integer.parseInt(port)) ? OptionalInt.of(Integer.parseInt(port))
                : OptionalInt.empty();
    }

    private List<String> note() throws IOException {
        try {
            return Files.readAllLines(noteFile());
        } catch (NoSuchFileException absent) {
            return List.of();
        }
    }

    private Path noteFile() {
        return path.resolve("postmaster.pid");
    }

    /**
     * Ends what a process that was killed left behind in this folder, and removes its note when the number in it belongs
     * to somebody else now: the server would take that one for its predecessor and refuse to start.
     */
    void endOrphans() throws IOException {
        if (!Files.exists(noteFile())) {
            return;
        }
        new Orphans(path).end(notedPid());
        Optional<Long> noted = notedPid();
        if (noted.flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive).isPresent()) {
            Files.deleteIfExists(noteFile());
        }
    }

    /** Makes the data folder if it does not exist: whole, or not at all. */
    void initialize(Path binaries, boolean durable) throws IOException {
        if (Files.isDirectory(path)) {
            requireVersion();
            account.own(path);
            return;
        }
        Path unfinished = room.resolve("data.unfinished");
        Folders.delete(unfinished);
        Files.createDirectory(unfinished);
        Account.keepPrivate(unfinished);
        writePassword();
        Path passwordForInit = unfinished.resolveSibling("password.init");
        Files.copy(passwordFile, passwordForInit, StandardCopyOption.REPLACE_EXISTING);
        Account.keepPrivate(passwordForInit);
        account.own(passwordForInit);
        account.own(unfinished);
        try {
            initdb(binaries, unfinished, passwordForInit, durable);
        } finally {
            Files.delete(passwordForInit);
        }
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private void requireVersion() throws IOException {
        String version = Files.readString(path.resolve("PG_VERSION")).strip();
        if (!version.equals(VERSION)) {
            throw new EmbeddedPostgresException("its data folder is of PostgreSQL " + version + ", this Confab brings "
                    + VERSION + ": dump it with the Confab that made it and load it with this one", null);
        }
    }

    private void writePassword() throws IOException {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        Files.deleteIfExists(passwordFile);
        Files.createFile(passwordFile);
        Account.keepPrivate(passwordFile);
        Files.writeString(passwordFile, HexFormat.of().formatHex(random));
    }

    String password() throws IOException {
        return Files.readString(passwordFile).strip();
    }

    private void initdb(Path binaries, Path target, Path password, boolean durable) throws IOException {
        Path log = room.resolve("initdb.log");
        Files.deleteIfExists(log);
        // The built-in locale sorts alike on every system; of the system's own only "C" is there everywhere.
        var command = new ArrayList<>(List.of(binaries.resolve("bin/initdb").toString(), "--pgdata=" + target,
                "--username=" + SUPERUSER, "--pwfile=" + password, "--auth=scram-sha-256", "--encoding=UTF8",
                "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"));
        if (!durable) {
            command.add("--no-sync");
        }
        Process process = ServerProcess.builder(account.command(command), room)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            process.getOutputStream().close();
            boolean ended = process.waitFor(INIT_MINUTES, TimeUnit.MINUTES);
            if (!ended || process.exitValue() != 0) {
                throw failure(log);
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("the start was interrupted", asked);
        } finally {
            process.destroyForcibly();
        }
        Files.delete(log);
    }

    private static EmbeddedPostgresException failure(Path log) throws IOException {
        String printed = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        return new EmbeddedPostgresException(ServerLog.tellsOfFullDisk(printed)
                ? "no space is left for the embedded PostgreSQL"
                : "initdb failed, see postgres/initdb.log there", null);
    }
}
