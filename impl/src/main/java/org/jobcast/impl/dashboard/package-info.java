/** The files for browsers that travel in the jar: the client, the web component and the dashboard. */
@NullMarked
package org.jobcast.impl.dashboard;

import org.jspecify.annotations.NullMarked;
