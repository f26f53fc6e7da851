/**
 * Reads PDFs in a process of its own, which may be ended at any time. Nothing here is run by the process that wants the text:
 * that one starts {@link dev.confab.retrieval.extract.pdf.PdfReader}, reads its frames and believes none of them. So there is
 * nothing here but PDFBox and Java.
 */
@NullMarked
package dev.confab.retrieval.extract.pdf;

import org.jspecify.annotations.NullMarked;
