import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.zip.Deflater;

/** Writes PDF files: ordinary ones, and some that are meant to do harm. */
final class PdfFiles {

    private static final int LINES = 45;
    private static final int WORDS = 12;
    private static final String[] STEMS = {"servo", "torque", "gear", "sensor", "motion", "balance", "control", "joint",
            "motor", "angle", "force", "lever", "model", "frame", "signal", "voltage", "current", "speed", "wheel",
            "track"};

    private final List<byte[]> objects = new ArrayList<>();

    private PdfFiles() {
    }

    /** Returns a file of so many pages full of text, no two of them alike. */
    static byte[] text(int pages, long seed) {
        var random = new Random(seed);
        return file(pages, page -> {
            var text = new StringBuilder("BT /F1 11 Tf 14 TL 60 780 Td\n");
            text.append("(Page ").append(page + 1).append(" of document ").append(seed).append(") Tj T*\n");
            for (int line = 0; line < LINES; line++) {
                text.append('(');
                for (int word = 0; word < WORDS; word++) {
                    text.append(word == 0 ? "" : " ").append(STEMS[random.nextInt(STEMS.length)])
                            .append(random.nextInt(4) == 0 ? "s" : "");
                }
                text.append(line % 4 == 3 ? "." : "").append(") Tj T*\n");
            }
            return text.append("ET").toString();
        }, List.of());
    }

    /** Returns one of five kinds of files that are meant to take all time or memory there is. */
    static byte[] hostile(int kind, int number) {
        return switch (kind % 5) {
            case 0 -> nestedForms(number);
            case 1 -> bomb(number);
            case 2 -> cycle(number);
            case 3 -> truncated(number);
            default -> manyReferences(number);
        };
    }

    /** Each form draws the next one ten times, twelve levels deep. */
    private static byte[] nestedForms(int number) {
        int levels = 12;
        var forms = new ArrayList<String>();
        for (int level = 0; level < levels; level++) {
            boolean last = level == levels - 1;
            String draws = last ? "BT /F1 9 Tf (x" + number + ") Tj ET" : "/N Do ".repeat(10).strip();
            String next = last ? "/Font << /F1 3 0 R >>" : "/XObject << /N " + (5 + level) + " 0 R >>";
            forms.add("<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << " + next + " >> /Length "
                    + draws.length() + " >>\nstream\n" + draws + "\nendstream");
        }
        return file(1, page -> "/N Do", forms);
    }

    /** A page whose content is half a gigabyte of blanks. */
    private static byte[] bomb(int number) {
        var deflater = new Deflater(9);
        var once = new ByteArrayOutputStream();
        var block = new byte[1 << 20];
        java.util.Arrays.fill(block, (byte) ' ');
        var out = new byte[1 << 16];
        for (int megabyte = 0; megabyte < 512; megabyte++) {
            deflater.setInput(block);
            while (!deflater.needsInput()) {
                once.write(out, 0, deflater.deflate(out));
            }
        }
        deflater.finish();
        while (!deflater.finished()) {
            once.write(out, 0, deflater.deflate(out));
        }
        deflater.end();
        var pdf = new PdfFiles();
        pdf.add("<< /Type /Catalog /Pages 2 0 R /Number " + number + " >>");
        pdf.add("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        pdf.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>");
        pdf.add(stream("/Filter /FlateDecode", once.toByteArray()));
        return pdf.write();
    }

    /** A page tree that contains itself. */
    private static byte[] cycle(int number) {
        var pdf = new PdfFiles();
        pdf.add("<< /Type /Catalog /Pages 2 0 R /Number " + number + " >>");
        pdf.add("<< /Type /Pages /Kids [2 0 R 2 0 R 2 0 R] /Count 1000000 >>");
        return pdf.write();
    }

    private static byte[] truncated(int number) {
        byte[] whole = text(3, number);
        return java.util.Arrays.copyOf(whole, whole.length * 2 / 3);
    }

    /** A million references to one page. */
    private static byte[] manyReferences(int number) {
        var pdf = new PdfFiles();
        pdf.add("<< /Type /Catalog /Pages 2 0 R /Number " + number + " >>");
        pdf.add("<< /Type /Pages /Kids [" + "3 0 R ".repeat(1_000_000) + "] /Count 1000000 >>");
        pdf.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>");
        pdf.add(stream("", "BT (x) Tj ET".getBytes(StandardCharsets.US_ASCII)));
        return pdf.write();
    }

    /** Pages that share a font, and a form if there is one; the first further object has the number 4. */
    private static byte[] file(int pages, IntFunction<String> content, List<String> further) {
        var pdf = new PdfFiles();
        int first = 4 + further.size();
        var kids = new StringBuilder();
        for (int page = 0; page < pages; page++) {
            kids.append(first + 2 * page).append(" 0 R ");
        }
        pdf.add("<< /Type /Catalog /Pages 2 0 R >>");
        pdf.add("<< /Type /Pages /Kids [" + kids + "] /Count " + pages + " >>");
        pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        further.forEach(pdf::add);
        String form = further.isEmpty() ? "" : " /XObject << /N 4 0 R >>";
        for (int page = 0; page < pages; page++) {
            pdf.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >>" + form
                    + " >> /Contents " + (first + 2 * page + 1) + " 0 R >>");
            pdf.add(stream("", content.apply(page).getBytes(StandardCharsets.US_ASCII)));
        }
        return pdf.write();
    }

    private static byte[] stream(String entries, byte[] bytes) {
        var stream = new ByteArrayOutputStream();
        stream.writeBytes(("<< " + entries + " /Length " + bytes.length + " >>\nstream\n")
                .getBytes(StandardCharsets.US_ASCII));
        stream.writeBytes(bytes);
        stream.writeBytes("\nendstream".getBytes(StandardCharsets.US_ASCII));
        return stream.toByteArray();
    }

    private void add(String object) {
        add(object.getBytes(StandardCharsets.US_ASCII));
    }

    private void add(byte[] object) {
        objects.add(object);
    }

    private byte[] write() {
        var file = new ByteArrayOutputStream();
        file.writeBytes("%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII));
        var places = new StringBuilder("xref\n0 " + (objects.size() + 1) + "\n0000000000 65535 f \n");
        for (int at = 0; at < objects.size(); at++) {
            places.append(String.format(Locale.ROOT, "%010d 00000 n \n", file.size()));
            file.writeBytes(((at + 1) + " 0 obj\n").getBytes(StandardCharsets.US_ASCII));
            file.writeBytes(objects.get(at));
            file.writeBytes("\nendobj\n".getBytes(StandardCharsets.US_ASCII));
        }
        int start = file.size();
        file.writeBytes((places + "trailer\n<< /Size " + (objects.size() + 1) + " /Root 1 0 R >>\nstartxref\n" + start
                + "\n%%EOF\n").getBytes(StandardCharsets.US_ASCII));
        return file.toByteArray();
    }
}
