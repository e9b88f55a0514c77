/** Makes jobcast injectable. Nothing depends on this package. */
@NullMarked
package org.jobcast.impl.cdi;

import org.jspecify.annotations.NullMarked;
