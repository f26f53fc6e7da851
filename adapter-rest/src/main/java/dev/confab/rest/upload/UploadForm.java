package dev.confab.rest.upload;

import dev.confab.domain.PlainText;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.json.Errors;
import dev.confab.rest.json.Pointer;
import io.micronaut.http.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a form of {@code file}, {@code title} and {@code document_id}, in any order. For one body. */
public final class UploadForm {

    private static final String FILE = "file";
    private static final String TITLE = "title";
    private static final String DOCUMENT = "document_id";
    private static final int MOST_PARTS = 64;
    private static final int LONGEST_FIELD = 4 * 1024;
    private static final int LONGEST_BOUNDARY = 70;
    private static final int BUFFER = 32 * 1024;

    private final MultipartBody body;
    private final long largest;
    private final Errors errors = new Errors();
    private final Set<String> seen = new HashSet<>();
    private @Nullable Path file;
    private Optional<String> name = Optional.empty();
    private Optional<PlainText> title = Optional.empty();
    private Optional<String> document = Optional.empty();

    private UploadForm(MultipartBody body, long largest) {
        this.body = body;
        this.largest = largest;
    }

    /** Returns whether a media type is that of a form with files. */
    public static boolean isForm(@Nullable String mediaType) {
        return mediaType != null
                && PartHead.parameters(mediaType).getOrDefault("", "").equalsIgnoreCase(MediaType.MULTIPART_FORM_DATA);
    }

    /**
     * Reads a form to its end; its file goes to the disk as it arrives. Nothing is left behind when this fails.
     *
     * @param mediaType what the client says of the body, {@linkplain #isForm a form}
     * @param largest   the largest file, in bytes
     * @throws IOException      if the body cannot be read, since the client went away or sent more than the server takes
     * @throws ProblemException if something is wrong with it
     */
    public static Upload read(InputStream in, String mediaType, long largest) throws IOException {
        String boundary = PartHead.parameters(mediaType).getOrDefault("boundary", "");
        if (boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY) {
            throw new ProblemException(Problem.of(ProblemCode.INVALID_MULTIPART,
                    "The header Content-Type names no boundary of 1 to " + LONGEST_BOUNDARY + " characters."));
        }
        var form = new UploadForm(new MultipartBody(in, boundary), largest);
        boolean whole = false;
        try {
            Upload upload = form.read();
            whole = true;
            return upload;
        } finally {
            if (!whole && form.file != null) {
                Upload.delete(form.file);
            }
        }
    }

    private Upload read() throws IOException {
        for (Optional<PartHead> part = body.next(); part.isPresent(); part = body.next()) {
            if (seen.size() == MOST_PARTS) {
                throw new ProblemException(Problem.of(ProblemCode.INVALID_MULTIPART,
                        "The form has more than " + MOST_PARTS + " parts."));
            }
            take(part.get());
        }
        if (!seen.contains(FILE)) {
            errors.add(Pointer.to(Pointer.ROOT, FILE), "is missing");
        }
        errors.throwIfAny();
        if (file == null) {
            throw new IllegalStateException("a form without a file was refused");
        }
        return new Upload(file, name, title, document);
    }

    private void take(PartHead part) throws IOException {
        String place = Pointer.to(Pointer.ROOT, part.name());
        if (!seen.add(part.name())) {
            errors.add(place, "is there more than once");
            return;
        }
        switch (part.name()) {
            case FILE -> takeFile(place, part);
            case TITLE -> title = text(place).filter(words -> !words.isBlank());
            case DOCUMENT -> document = text(place).map(PlainText::value);
            default -> errors.add(place, "is not a part of this form");
        }
    }

    private void takeFile(String place, PartHead part) throws IOException {
        name = part.file();
        Path path = Upload.newFile();
        file = path;
        long bytes = 0;
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = Files.newOutputStream(path)) {
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                bytes += count;
                if (bytes > largest) {
                    throw tooLarge(largest);
                }
                keep(out, buffer, count);
            }
        }
        if (bytes == 0) {
            errors.add(place, "is empty");
        }
    }

    /** A full disk is a fault of this server, not of the client's connection. */
    private static void keep(OutputStream out, byte[] bytes, int count) {
        try {
            out.write(bytes, 0, count);
        } catch (IOException full) {
            throw new UncheckedIOException("an upload could not be kept", full);
        }
    }

    private Optional<PlainText> text(String place) throws IOException {
        var bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[LONGEST_FIELD];
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            if (bytes.size() + count > LONGEST_FIELD) {
                errors.add(place, "has more than " + LONGEST_FIELD + " bytes");
                return Optional.empty();
            }
            bytes.write(buffer, 0, count);
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
            if (PlainText.firstFlaw(text).isEmpty()) {
                return Optional.of(PlainText.of(text));
            }
            errors.add(place, "holds U+0000 or half of a surrogate pair");
        } catch (CharacterCodingException malformed) {
            errors.add(place, "is not UTF-8");
        }
        return Optional.empty();
    }

    /** What a client is told whose file is larger than it may be. */
    public static ProblemException tooLarge(long largest) {
        return new ProblemException(Problem.of(ProblemCode.BODY_TOO_LARGE,
                "The file has more than " + largest + " bytes; nothing was stored."));
    }
}
