/**
 * In-memory stand-ins for every port, for tests, trials and programs that keep nothing. They pass the same port contracts
 * as the adapters and are safe under concurrency.
 */
@NullMarked
package dev.confab.application.memory;

import org.jspecify.annotations.NullMarked;
