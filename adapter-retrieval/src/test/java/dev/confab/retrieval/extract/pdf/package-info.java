/** Writes PDFs, well-meant and hostile ones. */
@NullMarked
package dev.confab.retrieval.extract.pdf;

import org.jspecify.annotations.NullMarked;
