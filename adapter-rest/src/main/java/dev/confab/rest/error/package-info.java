/**
 * The one shape in which every path of the server tells that something went wrong, and the one list of what can.
 * Nothing of it repeats what a client sent, what a provider answered or what a class is called.
 */
@NullMarked
package dev.confab.rest.error;

import org.jspecify.annotations.NullMarked;
