package dev.confab.rest.page;

import dev.confab.rest.error.ProblemCode;

/** The page that explains every problem's code: where {@code type} points. */
final class ProblemsPage {

    private static final String HEAD = """
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <title>Confab: problems</title>
              <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
              <link rel="stylesheet" href="/assets/page.css">
            </head>
            <body>
              <header><h1>Problems</h1><nav aria-label="Pages"><a href="/">Chat</a> <a href="/redoc">Reference</a></nav></header>
              <main>
                <p class="quiet">What each <code>code</code> of an <code>application/problem+json</code> answer means.</p>
            """;

    private ProblemsPage() {}

    static Asset asset() {
        var page = new StringBuilder(HEAD);
        for (ProblemCode code : ProblemCode.values()) {
            page.append("    <section id=\"")
                    .append(code.code())
                    .append("\"><h2>")
                    .append(escaped(code.title()))
                    .append("</h2><p><code>")
                    .append(code.code())
                    .append("</code>, status ")
                    .append(code.statusCode())
                    .append("</p><p>")
                    .append(escaped(code.explanation()))
                    .append("</p></section>\n");
        }
        return Asset.of(page.append("  </main>\n</body>\n</html>\n").toString(), Asset.HTML, Asset.STRICT);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
