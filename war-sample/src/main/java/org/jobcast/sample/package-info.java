/** The sample application: a CSV import as a job, a page to watch it, and endpoints to try and measure the library. */
@NullMarked
package org.jobcast.sample;

import org.jspecify.annotations.NullMarked;
