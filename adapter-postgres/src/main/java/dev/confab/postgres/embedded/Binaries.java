package dev.confab.postgres.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The server's programs: an archive on the class path for each platform, unpacked once. */
final class Binaries {

    private static final String UNPACKED = "binaries-";
    private static final String UNFINISHED = "unpacking";

    private Binaries() {}

    /**
     * Returns the folder with the programs of this platform, unpacked now if they are not yet. A folder is complete or
     * does not exist. Those of earlier versions are removed.
     */
    static Path unpackedIn(Path room) throws IOException {
        URL archive = archive(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        Path wanted = room.resolve(UNPACKED + fingerprint(archive));
        if (!Files.isDirectory(wanted)) {
            Path unfinished = room.resolve(UNFINISHED);
            Folders.delete(unfinished);
            unpack(archive, unfinished);
            Files.move(unfinished, wanted, StandardCopyOption.ATOMIC_MOVE);
            for (Path old : others(room, wanted)) {
                Folders.delete(old);
            }
        }
        return wanted;
    }

    /** Finds the archive of a platform, by the names the platform's jar gives it. */
    static URL archive(String osName, String osArch) {
        for (String name : names(osName, osArch, Files.exists(Path.of("/etc/alpine-release")))) {
            URL found = Binaries.class.getClassLoader().getResource(name);
            if (found != null) {
                return found;
            }
        }
        throw new EmbeddedPostgresException("there is no embedded PostgreSQL for " + osName + " on " + osArch
                + " in this build: set DATABASE_URL to use a server of your own", null);
    }

    static List<String> names(String osName, String osArch, boolean alpine) {
        String os = osName.toLowerCase(Locale.ROOT);
        String system = os.contains("mac") ? "darwin" : os;
        String arch = switch (osArch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            case String other -> other;
        };
        if (!system.equals("darwin") && !system.equals("linux")) {
            return List.of();
        }
        // Alpine's C library is another one: the ordinary programs do not run there.
        return List.of("postgres-" + system + '-' + arch + (alpine ? "-alpine_linux" : "") + ".txz");
    }

    /** What tells one version of the archive from another, without reading all of it. */
    private static String fingerprint(URL archive) throws IOException {
        URLConnection connection = archive.openConnection();
        connection.setUseCaches(false);
        if (connection instanceof JarURLConnection jar) {
            try (var file = jar.getJarFile()) {
                var entry = jar.getJarEntry();
                return Long.toHexString(entry.getCrc()) + '-' + Long.toHexString(entry.getSize());
            }
        }
        return Long.toHexString(connection.getLastModified()) + '-'
                + Long.toHexString(connection.getContentLengthLong());
    }

    private static void unpack(URL archive, Path target) throws IOException {
        Files.createDirectories(target);
        Account.mayEnter(target);
        try (InputStream raw = new BufferedInputStream(archive.openStream());
                var tar = new TarArchiveInputStream(new XZCompressorInputStream(raw))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("the archive leaves its folder");
                }
                unpack(tar, entry, path);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path path) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            Account.mayEnter(path);
        } else if (!path.toString().endsWith(".a")) {
            Path parent = Optional.ofNullable(path.getParent()).orElseThrow();
            if (!Files.isDirectory(parent)) {
                Files.createDirectories(parent);
                Account.mayEnter(parent);
            }
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            } else {
                Files.copy(tar, path);
                Account.mayRead(path, (entry.getMode() & 0100) != 0);
            }
        }
    }

    private static List<Path> others(Path room, Path wanted) throws IOException {
        var others = new ArrayList<Path>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(room, UNPACKED + "*")) {
            for (Path folder : found) {
                if (!folder.equals(wanted)) {
                    others.add(folder);
                }
            }
        }
        return others;
    }
}
