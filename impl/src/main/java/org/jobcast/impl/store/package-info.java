/** Chooses the store by its name. Each kind of store has a package of its own behind one provider class. */
@NullMarked
package org.jobcast.impl.store;

import org.jspecify.annotations.NullMarked;
