/**
 * What one HTTP request is about: its identity, and the facts its log line tells.
 */
@NullMarked
package dev.confab.rest.request;

import org.jspecify.annotations.NullMarked;
