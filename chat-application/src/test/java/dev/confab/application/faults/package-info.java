/**
 * A network that misbehaves on command, for the tests of everything that talks over one. Published with the contracts of the
 * ports.
 */
@NullMarked
package dev.confab.application.faults;

import org.jspecify.annotations.NullMarked;
