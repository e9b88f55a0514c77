/** What an extension of jobcast implements: stores and the JSON codec. */
@NullMarked
package org.jobcast.spi;

import org.jspecify.annotations.NullMarked;
