/**
 * How this process executes runs: it holds them with a heartbeat, logs their text before anybody sees it, follows the runs
 * of other processes, takes over what others left behind, and hands over what it cannot finish.
 *
 * <p>
 * Not exported: the use cases of the other packages are the way in.
 */
@NullMarked
package dev.confab.application.execution;

import org.jspecify.annotations.NullMarked;
