/**
 * A PostgreSQL server of our own: real binaries from the class path, unpacked and supervised in one folder, its life tied
 * to ours.
 *
 * <p>
 * Nothing here knows what is stored in it. Linux and macOS, where the binaries' jar is on the class path; another
 * platform is added by adding its jar.
 */
@NullMarked
package dev.confab.postgres.embedded;

import org.jspecify.annotations.NullMarked;
