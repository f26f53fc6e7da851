/**
 * Who may call a server that knows no users: programs of this machine, and web pages of the listed origins.
 */
@NullMarked
package dev.confab.rest.guard;

import org.jspecify.annotations.NullMarked;
