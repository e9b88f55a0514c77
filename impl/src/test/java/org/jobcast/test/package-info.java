/** What tests of this project share: a byte-exact HTTP client, a parser of event streams and a settable clock. */
@NullMarked
package org.jobcast.test;

import org.jspecify.annotations.NullMarked;
