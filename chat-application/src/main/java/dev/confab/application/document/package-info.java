/**
 * What people do with documents: add, read, watch and remove them. How they become searchable is the engine's matter.
 */
@NullMarked
package dev.confab.application.document;

import org.jspecify.annotations.NullMarked;
