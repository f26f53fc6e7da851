/**
 * The use cases, and in-memory stand-ins for every port, one sub-package per concept.
 *
 * <p>Pure Java on top of the domain, so that a plain {@code main} method can hold conversations without a container.
 */
@NullMarked
package dev.confab.application;

import org.jspecify.annotations.NullMarked;
