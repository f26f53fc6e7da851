package dev.confab.rest.config;

import io.micronaut.context.exceptions.ConfigurationException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a {@code .env} file: lines of {@code KEY=value}, optionally after {@code export}; empty lines; comments, which
 * begin with {@code #} at the beginning of a line or after white space. A value may stand in single quotes, where
 * everything counts as it is, or in double quotes, where {@code \n \r \t \" \\ \$} are escapes. A value ends with its line.
 * The last of several lines with one key counts. Nothing is expanded.
 */
public final class EnvFile {

    private static final Pattern LINE = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");
    private static final Pattern COMMENT = Pattern.compile("\\s*(#.*)?");

    private EnvFile() {}

    /**
     * Returns what a file says, in its order; nothing when there is no such file.
     *
     * @throws ConfigurationException if a line makes no sense; the message names its number and not what it says
     */
    public static Map<String, String> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readString(file, StandardCharsets.UTF_8).lines().toList();
        } catch (NoSuchFileException none) {
            return Map.of();
        } catch (CharacterCodingException binary) {
            throw new ConfigurationException("`.env`: the file is not UTF-8 text");
        } catch (IOException unreadable) {
            throw new ConfigurationException("`.env`: the file cannot be read");
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int at = 0; at < lines.size(); at++) {
            String line = at == 0 && lines.get(0).startsWith("\uFEFF") ? lines.get(0).substring(1) : lines.get(at);
            if (!COMMENT.matcher(line).matches()) {
                Matcher entry = LINE.matcher(line.strip());
                if (!entry.matches()) {
                    throw wrong(at + 1, "is not KEY=value");
                }
                values.put(entry.group(1), value(at + 1, entry.group(2)));
            }
        }
        return Collections.unmodifiableMap(values);
    }

    private static String value(int line, String written) {
        if (written.startsWith("'")) {
            int end = written.indexOf('\'', 1);
            requireEnd(line, written, end);
            return written.substring(1, end);
        }
        if (written.startsWith("\"")) {
            return doubleQuoted(line, written);
        }
        for (int at = 0; at < written.length(); at++) {
            if (written.charAt(at) == '#' && (at == 0 || Character.isWhitespace(written.charAt(at - 1)))) {
                return written.substring(0, at).strip();
            }
        }
        return written.strip();
    }

    private static String doubleQuoted(int line, String written) {
        var value = new StringBuilder();
        int at = 1;
        while (at < written.length() && written.charAt(at) != '"') {
            char c = written.charAt(at);
            if (c == '\\' && at + 1 < written.length()) {
                at++;
                value.append(unescaped(line, written.charAt(at)));
            } else {
                value.append(c);
            }
            at++;
        }
        requireEnd(line, written, at < written.length() ? at : -1);
        return value.toString();
    }

    private static char unescaped(int line, char escaped) {
        return switch (escaped) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '"', '\\', '$', '\'' -> escaped;
            default -> throw wrong(line, "has an escape that is none of \\n \\r \\t \\\" \\\\ \\$");
        };
    }

    private static void requireEnd(int line, String written, int end) {
        if (end < 0) {
            throw wrong(line, "opens a quote and does not close it; a value ends with its line");
        }
        if (!COMMENT.matcher(written.substring(end + 1)).matches()) {
            throw wrong(line, "goes on after the closing quote");
        }
    }

    private static ConfigurationException wrong(int line, String why) {
        return new ConfigurationException("`.env` line " + line + ": it " + why);
    }
}
