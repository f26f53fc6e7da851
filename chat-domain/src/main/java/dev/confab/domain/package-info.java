/**
 * The values, rules and ports of a chat, one sub-package per concept.
 *
 * <p>Pure Java: no framework, no logging, no JSON, no input or output. What a port promises is written here; how it is
 * kept is an adapter's business.
 */
@NullMarked
package dev.confab.domain;

import org.jspecify.annotations.NullMarked;
