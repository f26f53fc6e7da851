/**
 * A server with stand-ins behind it, and a client that sends exactly the bytes it is told to.
 */
@NullMarked
package dev.confab.rest.testing;

import org.jspecify.annotations.NullMarked;
