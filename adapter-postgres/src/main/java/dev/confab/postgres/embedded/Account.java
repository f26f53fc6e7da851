package dev.confab.postgres.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Who runs the server: PostgreSQL refuses to run as root.
 *
 * @param launcher what a command line begins with to be run by that account; empty for our own
 * @param owner    the user and group that must own the data folder, if it is not our own account that owns it anyway
 */
record Account(List<String> launcher, Optional<Ids> owner) {

    /** A user and a group, by their numbers. */
    record Ids(int uid, int gid) {}

    /** Our own. */
    static final Account OURS = new Account(List.of(), Optional.empty());

    private static final int ROOT = 0;
    private static final int PROBE_SECONDS = 10;

    Account {
        launcher = List.copyOf(launcher);
    }

    /**
     * Returns an account that can reach both folders.
     *
     * @throws EmbeddedPostgresException if we are root and there is no way to be less
     */
    static Account toRun(Path room, Path binaries) throws IOException {
        if (!isRoot(room)) {
            return OURS;
        }
        for (Account candidate : candidates()) {
            if (candidate.reaches(room, binaries)) {
                return candidate;
            }
        }
        throw new EmbeddedPostgresException("PostgreSQL does not run as root, and no other account can be used in this "
                + "folder: start as an ordinary user, or choose a folder that everybody may enter", null);
    }

    /**
     * In order of preference: somebody who is nobody elsewhere; for a folder nobody else may enter (such as one below
     * /root), a process that has left root's account only in name; and nobody with the one right to pass through.
     */
    private static List<Account> candidates() throws IOException {
        var all = new ArrayList<Account>();
        OptionalInt uid = id("-u");
        OptionalInt gid = id("-g");
        if (uid.isPresent() && gid.isPresent()) {
            var nobody = new Ids(uid.getAsInt(), gid.getAsInt());
            List<String> become = List.of("setpriv", "--reuid=" + nobody.uid(), "--regid=" + nobody.gid(),
                    "--clear-groups", "--no-new-privs");
            all.add(new Account(become, Optional.of(nobody)));
            all.add(new Account(List.of("unshare", "--user"), Optional.of(new Ids(ROOT, ROOT))));
            for (String right : List.of("dac_read_search", "dac_override")) {
                var passing = new ArrayList<>(become);
                passing.addAll(List.of("--inh-caps=+" + right, "--ambient-caps=+" + right));
                all.add(new Account(passing, Optional.of(nobody)));
            }
        }
        return all;
    }

    private boolean reaches(Path room, Path binaries) throws IOException {
        return run(command(List.of("sh", "-c", "[ \"$(id -u)\" != 0 ] && [ -x \"$1\" ] && [ -x \"$2\" ]", "probe",
                room.toString(), binaries.resolve("bin/postgres").toString()))).isPresent();
    }

    /** Returns a command line that is run by this account. */
    List<String> command(List<String> command) {
        var all = new ArrayList<>(launcher);
        all.addAll(command);
        return all;
    }

    /** Makes this account the owner of a file or folder with all that is in it. */
    void own(Path path) throws IOException {
        if (owner.isPresent()) {
            Folders.give(path, owner.get().uid(), owner.get().gid());
        }
    }

    /** Lets everybody pass through a folder to what they know is there. */
    static void mayPass(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    /** Lets everybody pass through a folder and see what is in it. */
    static void mayEnter(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Lets everybody read a file. */
    static void mayRead(Path file, boolean program) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /** Lets nobody but the owner near a file or folder. */
    static void keepPrivate(Path path) throws IOException {
        Files.setPosixFilePermissions(path,
                PosixFilePermissions
                        .fromString(Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? "rwx------" : "rw-------"));
    }

    private static boolean isRoot(Path room) throws IOException {
        Path probe = Files.createTempFile(room, "whoami", null);
        try {
            return Integer.valueOf(ROOT).equals(Files.getAttribute(probe, "unix:uid"));
        } finally {
            Files.delete(probe);
        }
    }

    private static OptionalInt id(String kind) throws IOException {
        return run(List.of("id", kind, "nobody")).map(String::strip)
                .filter(text -> text.matches("\\d{1,9}"))
                .map(text -> OptionalInt.of(Integer.parseInt(text)))
                .orElse(OptionalInt.empty());
    }

    /** Runs a short command and returns what it printed, if it can be run and succeeds. */
    private static Optional<String> run(List<String> command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException absent) {
            return Optional.empty();
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                return Optional.empty();
            }
            String printed = new String(process.getInputStream().readAllBytes(),
                    StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? Optional.of(printed) : Optional.empty();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("the start was interrupted", asked);
        } finally {
            process.destroyForcibly();
        }
    }
}
