/**
 * The settings of one deployment: every key, where values come from, and what is said about wrong ones. The only package
 * that sees MicroProfile Config, which need not be there.
 *
 * <p>Start at {@link org.jobcast.impl.config.SettingsReader}; a new key is one line in {@link
 * org.jobcast.impl.config.Keys} and a component of a record in {@link org.jobcast.impl.config.Settings}.
 */
@NullMarked
package org.jobcast.impl.config;

import org.jspecify.annotations.NullMarked;
