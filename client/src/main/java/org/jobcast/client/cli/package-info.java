/**
 * The command line program {@code jobcast}. Nothing here is public API; its options, output and exit codes are, see
 * {@code --help}.
 *
 * @serial exclude
 */
@NullMarked
package org.jobcast.client.cli;

import org.jspecify.annotations.NullMarked;
