@NullMarked
package dev.confab.rest.background;

import org.jspecify.annotations.NullMarked;
