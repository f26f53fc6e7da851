/**
 * Vectors from a small model that runs in this process, for machines without a key: all-MiniLM-L6-v2, as LangChain4j packages
 * it, over ONNX Runtime. Both are optional dependencies of this module, about 110 MB; nothing here is used without them, and
 * nothing here leaves the machine.
 */
@NullMarked
package dev.confab.retrieval.minilm;

import org.jspecify.annotations.NullMarked;
