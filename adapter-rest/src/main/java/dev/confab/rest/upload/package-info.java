/**
 * Files that clients send: the form they come in is read as it arrives, and what is large in it goes to the disk.
 */
@NullMarked
package dev.confab.rest.upload;

import org.jspecify.annotations.NullMarked;
