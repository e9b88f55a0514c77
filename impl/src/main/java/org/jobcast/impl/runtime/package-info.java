/** Puts the engine of one deployment together and takes it apart again. It knows no container. */
@NullMarked
package org.jobcast.impl.runtime;

import org.jspecify.annotations.NullMarked;
