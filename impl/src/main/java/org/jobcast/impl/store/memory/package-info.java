/** The default store: this node's memory. */
@NullMarked
package org.jobcast.impl.store.memory;

import org.jspecify.annotations.NullMarked;
