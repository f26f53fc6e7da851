package dev.confab.retrieval.extract.pdf;

import dev.confab.domain.fault.ExtractionFault.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Files that are made to do harm, each with what may come of it. */
public final class HostilePdfs {

    private static final String WORDS = "BT /F1 12 Tf 70 700 Td (Read me if you can.) Tj ET ";

    /**
     * One of them.
     *
     * @param reasons why its text cannot be read; any of them, since a machine may reach one limit or the other first
     */
    public record Hostile(String name, Supplier<byte[]> file, Set<Reason> reasons) {
        @Override
        public String toString() {
            return name;
        }
    }

    private HostilePdfs() {}

    /** Returns those whose end comes soon. */
    public static List<Hostile> quick() {
        Set<String> slow = Set.of("millions of operators", "four gigabytes of zeros",
                "gigabytes within a filter within a filter", "a map of all characters, again and again");
        return all().stream().filter(hostile -> !slow.contains(hostile.name())).toList();
    }

    /** Returns all of them. */
    public static List<Hostile> all() {
        return List.of(hostile("nested forms", HostilePdfs::nestedForms, Reason.TOO_SLOW),
                hostile("a form that draws itself", HostilePdfs::formInItself, Reason.TOO_SLOW, Reason.DAMAGED,
                        Reason.NO_TEXT),
                hostile("millions of operators", HostilePdfs::operators, Reason.TOO_SLOW, Reason.TOO_BIG),
                hostile("four gigabytes of zeros",
                        () -> bomb("/FlateDecode", RawPdf.deflated(new byte[1 << 20], 4_096)),
                        Reason.TOO_BIG, Reason.TOO_SLOW),
                hostile("gigabytes within a filter within a filter",
                        () -> bomb("[/ASCIIHexDecode /FlateDecode]",
                                HexFormat.of()
                                        .formatHex(RawPdf.deflated(new byte[1 << 20], 1_024))
                                        .getBytes(StandardCharsets.US_ASCII)),
                        Reason.TOO_BIG, Reason.TOO_SLOW),
                hostile("a million references to a page", HostilePdfs::references, Reason.TOO_MANY_PAGES),
                hostile("pages in a circle", HostilePdfs::circle, Reason.NO_PAGES),
                hostile("pages in ten thousand levels", HostilePdfs::levels, Reason.DAMAGED, Reason.NO_PAGES),
                hostile("no pages", HostilePdfs::noPages, Reason.NO_PAGES),
                hostile("more pages than allowed", () -> pages(501), Reason.TOO_MANY_PAGES),
                hostile("more text than allowed", () -> text(400_000), Reason.TOO_MUCH_TEXT),
                hostile("arrays in arrays", () -> RawPdf.onePage("/Deep " + "[".repeat(200_000), WORDS).bytes(),
                        Reason.DAMAGED, Reason.NO_PAGES),
                hostile("a map of all characters, again and again", HostilePdfs::characterMap, Reason.TOO_SLOW,
                        Reason.TOO_BIG,
                        Reason.NO_TEXT),
                hostile("a picture only", HostilePdfs::scanned, Reason.NO_TEXT),
                hostile("a password", HostilePdfs::encrypted, Reason.ENCRYPTED),
                hostile("half of a file", HostilePdfs::half, Reason.DAMAGED, Reason.NO_PAGES, Reason.NO_TEXT),
                hostile("a header only", () -> "%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII), Reason.DAMAGED),
                hostile("nothing", () -> new byte[0], Reason.DAMAGED),
                hostile("a text that calls itself a PDF",
                        () -> "%PDF-1.7\nDear reader,\n\nI am no PDF.\n".getBytes(StandardCharsets.US_ASCII),
                        Reason.DAMAGED),
                hostile("tables of objects in a circle", HostilePdfs::tables, Reason.DAMAGED));
    }

    /** Returns a small one that works for ever if it is let. */
    public static byte[] nestedForms() {
        var pdf = RawPdf.onePage("/XObject << /X 10 0 R >>", WORDS + "/X Do ");
        for (int level = 10; level < 30; level++) {
            pdf.stream(level,
                    "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X " + (level + 1)
                            + " 0 R >> >>",
                    "/X Do ".repeat(20));
        }
        return pdf.stream(30, "/Type /XObject /Subtype /Form /BBox [0 0 9 9]", "q Q").bytes();
    }

    /** Returns one that is good, but has more than text in it. */
    public static byte[] withScript() {
        return RawPdf.onePage("", WORDS)
                .object(1, "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> "
                        + "/Names << /EmbeddedFiles << /Names [(a.exe) << /EF << /F 10 0 R >> >>] >> >> >>")
                .stream(10, "/Type /EmbeddedFile", "MZ this is a program")
                .bytes();
    }

    /** Returns a good one whose table of objects is wrong. */
    public static byte[] withWrongTable() {
        String pdf = new String(RawPdf.onePage("", WORDS).bytes(), StandardCharsets.ISO_8859_1);
        return pdf.replaceAll("\\d{10} 00000 n", "0000000007 00000 n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns one with a tree of pages whose root stands below itself. */
    public static byte[] withOwnParent() {
        return RawPdf.onePage("", WORDS)
                .object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1000000 /Parent 2 0 R >>")
                .bytes();
    }

    /** Returns one whose page says more than it can mean. */
    public static byte[] withDeepDictionaries() {
        return RawPdf.onePage("", WORDS + "/A " + "<< /A ".repeat(200_000) + " BDC").bytes();
    }

    private static Hostile hostile(String name, Supplier<byte[]> file, Reason reason, Reason... more) {
        var reasons = EnumSet.of(reason, more);
        return new Hostile(name, file, reasons);
    }

    private static byte[] formInItself() {
        return RawPdf.onePage("/XObject << /X 10 0 R >>", "/X Do ")
                .stream(10, "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 10 0 R >> >>",
                        "/X Do /X Do")
                .bytes();
    }

    private static byte[] operators() {
        byte[] many = "q Q ".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        return bomb("/FlateDecode", RawPdf.deflated(many, 1_000));
    }

    private static byte[] bomb(String filter, byte[] content) {
        return new RawPdf().object(1, "<< /Type /Catalog /Pages 2 0 R >>")
                .object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
                .object(3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>")
                .stream(4, "/Filter " + filter, content)
                .bytes();
    }

    private static byte[] references() {
        return new RawPdf().object(1, "<< /Type /Catalog /Pages 2 0 R >>")
                .object(2, "<< /Type /Pages /Count 1 /Kids [" + "3 0 R ".repeat(1_000_000) + "] >>")
                .object(3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")
                .bytes();
    }

    private static byte[] circle() {
        return new RawPdf().object(1, "<< /Type /Catalog /Pages 2 0 R >>")
                .object(2, "<< /Type /Pages /Count 9 /Kids [3 0 R 2 0 R 3 0 R] >>")
                .object(3, "<< /Type /Pages /Count 9 /Kids [2 0 R 3 0 R] >>")
                .bytes();
    }

    private static byte[] levels() {
        var pdf = new RawPdf().object(1, "<< /Type /Catalog /Pages 2 0 R >>");
        for (int level = 2; level < 10_000; level++) {
            pdf.object(level, "<< /Type /Pages /Count 1 /Kids [" + (level + 1) + " 0 R] >>");
        }
        return pdf.object(10_000, "<< /Type /Page >>").bytes();
    }

    private static byte[] noPages() {
        return new RawPdf().object(1, "<< /Type /Catalog /Pages 2 0 R >>")
                .object(2, "<< /Type /Pages /Kids [] /Count 1000000 >>")
                .bytes();
    }

    private static byte[] pages(int number) {
        String kids = IntStream.range(0, number)
                .mapToObj(page -> (page + 10) + " 0 R")
                .collect(Collectors.joining(" "));
        var pdf = new RawPdf().object(1, "<< /Type /Catalog /Pages 2 0 R >>")
                .object(2, "<< /Type /Pages /Count 1 /Kids [" + kids + "] >>");
        IntStream.range(0, number).forEach(page -> pdf.object(page + 10, "<< /Type /Page /Parent 2 0 R >>"));
        return pdf.bytes();
    }

    private static byte[] text(int characters) {
        String page = "BT /F1 2 Tf 1 800 Td " + "(Word after word after word.) Tj 0 -3 Td ".repeat(250) + " ET";
        String kids = "3 0 R ".repeat(characters / 27 / 250);
        return RawPdf.onePage("", page).object(2, "<< /Type /Pages /Count 1 /Kids [" + kids + "] >>").bytes();
    }

    private static byte[] characterMap() {
        String map = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00000000> "
                + "<FFFFFFFF> endcodespacerange "
                + "1 begincidrange <00000000> <7FFFFFFF> 0 endcidrange 1 beginbfrange <0000> <FFFF> <0000> endbfrange "
                        .repeat(2_000)
                + " endcmap";
        return RawPdf.onePage("", "BT /F1 12 Tf <0001> Tj ET")
                .object(5, "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding 11 0 R /ToUnicode 11 0 R "
                        + "/DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A >>] >>")
                .stream(11, "/Type /CMap /CMapName /A", map)
                .bytes();
    }

    private static byte[] scanned() {
        try (var pdf = new WrittenPdf()) {
            return pdf.page().picture().page().picture().bytes();
        }
    }

    private static byte[] encrypted() {
        try (var pdf = new WrittenPdf()) {
            return pdf.page().lines("Secret.").encrypted("owner", "user");
        }
    }

    private static byte[] half() {
        try (var pdf = new WrittenPdf()) {
            byte[] whole = pdf.page().lines("The end of this file is missing.").bytes();
            return Arrays.copyOf(whole, 200);
        }
    }

    private static byte[] tables() {
        return """
                %PDF-1.7
                xref
                0 1
                0000000000 65535 f\s
                trailer
                << /Size 1 /Root 1 0 R /Prev 9 >>
                startxref
                9
                %%EOF
                """.getBytes(StandardCharsets.US_ASCII);
    }
}
