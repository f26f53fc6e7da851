package dev.confab.retrieval.extract.pdf;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageTree;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.ResourceCache;
import org.jspecify.annotations.Nullable;

/**
 * Walks the tree of pages one after the other. PDFBox's own walk gathers all of them first, without a limit, and what the
 * tree says of their number is not to be believed.
 */
final class PageWalk {

    private static final int DEEPEST = 200;
    /** So many entries for each page are looked at; a tree is allowed some that are none. */
    private static final int ENTRIES_PER_PAGE = 16;

    private final Deque<Level> levels = new ArrayDeque<>();
    private final Set<COSDictionary> inner = Collections.newSetFromMap(new IdentityHashMap<>());
    private final PDDocument document;
    private final long mostEntries;
    private long entries;

    /** An inner node, and which of its entries is next. */
    private static final class Level {

        private final COSArray kids;
        private int next;

        Level(COSArray kids) {
            this.kids = kids;
        }
    }

    /** A page that shares what was read for pages before it, as those of PDFBox's own walk do: their fonts above all. */
    private static final class CachedPage extends PDPage {

        private final ResourceCache cache;

        CachedPage(COSDictionary page, ResourceCache cache) {
            super(page);
            this.cache = cache;
        }

        @Override
        public @Nullable PDResources getResources() {
            COSBase resources = PDPageTree.getInheritableAttribute(getCOSObject(), COSName.RESOURCES);
            return resources instanceof COSDictionary named ? new PDResources(named, cache) : null;
        }
    }

    PageWalk(PDDocument document, int mostPages) throws IOException {
        this.document = document;
        mostEntries = 1_000L + (long) mostPages * ENTRIES_PER_PAGE;
        enter(document.getDocumentCatalog().getCOSObject().getCOSDictionary(COSName.PAGES));
    }

    /** How many pages there are: none and too many are obstacles. */
    static int count(PDDocument document, int most) throws IOException {
        var walk = new PageWalk(document, most);
        int pages = 0;
        while (walk.step() != null) {
            pages++;
            if (pages > most) {
                throw new Obstructed(Frame.Obstacle.TOO_MANY_PAGES);
            }
        }
        if (pages == 0) {
            throw new Obstructed(Frame.Obstacle.NO_PAGES);
        }
        return pages;
    }

    /** The next page; null after the last one. */
    @Nullable
    PDPage next() throws IOException {
        COSDictionary page = step();
        return page == null ? null : new CachedPage(page, document.getResourceCache());
    }

    private @Nullable COSDictionary step() throws IOException {
        while (!levels.isEmpty()) {
            Level level = levels.getLast();
            if (level.next == level.kids.size()) {
                levels.removeLast();
                continue;
            }
            entries++;
            if (entries > mostEntries) {
                throw new Obstructed(Frame.Obstacle.TOO_MANY_PAGES);
            }
            COSBase kid = level.kids.getObject(level.next);
            level.next++;
            if (kid instanceof COSDictionary node) {
                if (node.containsKey(COSName.KIDS)) {
                    enter(node);
                } else if (!COSName.PAGES.equals(node.getCOSName(COSName.TYPE))) {
                    return node;
                }
            }
        }
        return null;
    }

    /** A node that was met before would lead in circles. */
    private void enter(@Nullable COSDictionary node) throws IOException {
        COSArray kids = node == null ? null : node.getCOSArray(COSName.KIDS);
        if (node == null || kids == null || !inner.add(node)) {
            return;
        }
        if (levels.size() == DEEPEST) {
            throw new Obstructed(Frame.Obstacle.DAMAGED);
        }
        levels.addLast(new Level(kids));
    }
}
