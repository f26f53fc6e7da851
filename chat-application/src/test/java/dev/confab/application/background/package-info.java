@NullMarked
package dev.confab.application.background;

import org.jspecify.annotations.NullMarked;
