/**
 * A model of devices that are away and come back, over whatever keeps sessions: ports, or a server.
 */
@NullMarked
package dev.confab.application.sync;

import org.jspecify.annotations.NullMarked;
