/**
 * Drives the core over HTTP: the server's entry point, and the one factory that hands the ports to the use cases.
 *
 * <p>Compiles against the application alone; the other adapters meet it on the class path at run time.
 */
@NullMarked
package dev.confab.rest;

import org.jspecify.annotations.NullMarked;
