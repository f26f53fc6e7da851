/** Tests of retrieval: what is found and never found, how texts are cut, how a folder is read. */
@NullMarked
package dev.confab.retrieval;

import org.jspecify.annotations.NullMarked;
