/**
 * The way from a stored document to a searchable one: its text is read, cut and embedded. The ports {@link
 * dev.confab.domain.ingestion.TextExtractor} and {@link dev.confab.domain.ingestion.IngestionStore}, and the rule that cuts.
 */
@NullMarked
package dev.confab.domain.ingestion;

import org.jspecify.annotations.NullMarked;
