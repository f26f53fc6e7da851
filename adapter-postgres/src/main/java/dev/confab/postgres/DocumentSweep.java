package dev.confab.postgres;

import dev.confab.domain.fault.StoreFault;
import java.util.Objects;

/** Clears away what is left of documents that are deleted already. */
final class DocumentSweep {

    private static final String SWEEP = "SELECT confab_sweep(500)";

    private final Queries queries;

    DocumentSweep(Queries queries) {
        this.queries = Objects.requireNonNull(queries, "queries");
    }

    /** Does so in bounded steps. When this cannot be done now, who ingests does it later. */
    void finish() {
        try {
            boolean more;
            do {
                more = queries.run("sweep_documents", SWEEP, statement -> {},
                        rows -> rows.next() && new Row(rows).bool(1));
            } while (more);
        } catch (StoreFault.Unavailable later) {
            return;
        }
    }
}
