/**
 * Drives the core over HTTP: the server's entry point, its controllers and its one error shape.
 *
 * <p>Compiles against the application alone; the other adapters meet it on the class path at run time.
 */
@NullMarked
package dev.confab.rest;

import org.jspecify.annotations.NullMarked;
