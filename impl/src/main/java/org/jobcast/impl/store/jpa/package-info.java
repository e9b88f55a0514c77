/**
 * The store {@code jpa}: a relational database through any JPA provider. The only package of the stores that sees
 * {@code jakarta.persistence}; {@link org.jobcast.impl.store.jpa.JpaStoreProvider} alone loads without it.
 */
@NullMarked
package org.jobcast.impl.store.jpa;

import org.jspecify.annotations.NullMarked;
