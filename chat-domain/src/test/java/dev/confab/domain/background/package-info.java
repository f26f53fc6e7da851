@NullMarked
package dev.confab.domain.background;

import org.jspecify.annotations.NullMarked;
