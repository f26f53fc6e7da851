/** What every implementation of a port must prove. Published as a test jar; the test methods are final, so that no adapter can soften them. */
@NullMarked
package dev.confab.application.contract;

import org.jspecify.annotations.NullMarked;
