/**
 * Server-sent events on the wire: how they are written as bytes, and how bytes get to one client at its pace, without ever
 * holding up who sends them. What the events mean is not known here.
 */
@NullMarked
package dev.confab.rest.stream;

import org.jspecify.annotations.NullMarked;
