/**
 * What is set from outside: the environment, a {@code .env} file, and the rules that values keep.
 */
@NullMarked
package dev.confab.rest.config;

import org.jspecify.annotations.NullMarked;
