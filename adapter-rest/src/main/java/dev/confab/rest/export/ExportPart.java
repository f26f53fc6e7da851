package dev.confab.rest.export;

import dev.confab.domain.Owner;
import java.util.Iterator;

/**
 * One kind of things that are stored of owners, as files of an export of everything. Each bean of this type is a part of it;
 * they stand in the order of {@link io.micronaut.core.order.Ordered}.
 */
interface ExportPart {

    /** Returns the files, each made when it is asked for. They are read one after the other, from one thread. */
    Iterator<ExportEntry> entries(Owner owner);
}
