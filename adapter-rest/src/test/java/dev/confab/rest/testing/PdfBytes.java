package dev.confab.rest.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A PDF of plain words, one line of each page below the other, written as the format says. */
public final class PdfBytes {

    private static final int CATALOG = 1;
    private static final int PAGES = 2;
    private static final int FONT = 3;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Integer> places = new ArrayList<>();

    private PdfBytes() {}

    /** Returns a file with these pages; their lines are ASCII without brackets and backslashes. */
    public static byte[] of(List<String> pages) {
        return new PdfBytes().write(pages);
    }

    private byte[] write(List<String> pages) {
        line("%PDF-1.4");
        object("<< /Type /Catalog /Pages " + PAGES + " 0 R >>");
        var kids = new StringBuilder();
        for (int page = 0; page < pages.size(); page++) {
            kids.append(FONT + 1 + 2 * page).append(" 0 R ");
        }
        object("<< /Type /Pages /Kids [" + kids + "] /Count " + pages.size() + " >>");
        object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        for (String page : pages) {
            object("<< /Type /Page /Parent " + PAGES + " 0 R /MediaBox [0 0 595 842] /Contents " + (places.size() + 2)
                    + " 0 R /Resources << /Font << /F " + FONT + " 0 R >> >> >>");
            String drawn = drawn(page);
            object("<< /Length " + drawn.length() + " >>\nstream\n" + drawn + "\nendstream");
        }
        int table = out.size();
        line("xref\n0 " + (places.size() + 1) + "\n0000000000 65535 f ");
        places.forEach(place -> line("%010d 00000 n ".formatted(place)));
        line("trailer << /Size " + (places.size() + 1) + " /Root " + CATALOG + " 0 R >>\nstartxref\n" + table
                + "\n%%EOF");
        return out.toByteArray();
    }

    private static String drawn(String page) {
        var drawn = new StringBuilder("BT /F 11 Tf 14 TL 72 770 Td");
        page.lines().forEach(line -> drawn.append(" (").append(line).append(") Tj T*"));
        return drawn.append(" ET").toString();
    }

    private void object(String content) {
        places.add(out.size());
        line(places.size() + " 0 obj\n" + content + "\nendobj");
    }

    private void line(String text) {
        out.writeBytes((text + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}
