package dev.confab.retrieval.extract.pdf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;

/** A PDF made byte by byte, as no program would write it. Object 1 is the catalog. */
public final class RawPdf {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Map<Integer, Integer> places = new TreeMap<>();

    /** Begins a file. */
    public RawPdf() {
        write("%PDF-1.7\n");
    }

    /** Adds an object, or another one in its place. */
    public RawPdf object(int number, String content) {
        begin(number);
        write(content + "\nendobj\n");
        return this;
    }

    /** Adds a stream. */
    public RawPdf stream(int number, String entries, byte[] content) {
        begin(number);
        write("<< " + entries + " /Length " + content.length + " >>\nstream\n");
        bytes.writeBytes(content);
        write("\nendstream\nendobj\n");
        return this;
    }

    /** Adds a stream of characters. */
    public RawPdf stream(int number, String entries, String content) {
        return stream(number, entries, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Returns the file, with a table of its objects. */
    public byte[] bytes() {
        var table = new StringBuilder("xref\n0 1\n0000000000 65535 f \n");
        places.forEach((number, place) -> table.append(number)
                .append(" 1\n")
                .append(
                        "%010d 00000 n \n".formatted(place)));
        int start = bytes.size();
        int size = places.keySet().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
        write(table + "trailer\n<< /Size " + size + " /Root 1 0 R >>\nstartxref\n" + start + "\n%%EOF\n");
        return bytes.toByteArray();
    }

    /** A file of one page with this content and these resources; more objects may be added from number 10 on. */
    public static RawPdf onePage(String resources, String content) {
        return new RawPdf().object(1, "<< /Type /Catalog /Pages 2 0 R >>")
                .object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
                .object(3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << "
                        + "/Font << /F1 5 0 R >> " + resources + " >> >>")
                .stream(4, "", content)
                .object(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    }

    /** Deflates the same bytes again and again; each time costs as many bytes as the first, and no work. */
    public static byte[] deflated(byte[] once, int times) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION);
        var packed = new ByteArrayOutputStream();
        byte[] buffer = new byte[once.length / 2 + 1_000];
        deflater.setInput(once);
        packed.write(buffer, 0, deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH));
        deflater.setInput(once);
        int length = deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH);
        for (int time = 1; time < times; time++) {
            packed.write(buffer, 0, length);
        }
        deflater.finish();
        packed.write(buffer, 0, deflater.deflate(buffer));
        deflater.end();
        return packed.toByteArray();
    }

    private void begin(int number) {
        places.put(number, bytes.size());
        write(number + " 0 obj\n");
    }

    private void write(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
