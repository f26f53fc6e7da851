package dev.confab.rest.export;

import dev.confab.domain.Owner;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The files of all parts, one part after the other, and none of a part before those of the one before have been read. */
final class AllParts implements Iterator<ExportEntry> {

    private final Iterator<ExportPart> parts;
    private final Owner owner;
    private Iterator<ExportEntry> part = List.<ExportEntry>of().iterator();

    AllParts(List<ExportPart> parts, Owner owner) {
        this.parts = parts.iterator();
        this.owner = owner;
    }

    @Override
    public boolean hasNext() {
        while (!part.hasNext() && parts.hasNext()) {
            part = parts.next().entries(owner);
        }
        return part.hasNext();
    }

    @Override
    public ExportEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all parts have been told");
        }
        return part.next();
    }
}
