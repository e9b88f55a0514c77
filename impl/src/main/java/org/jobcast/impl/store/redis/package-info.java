/**
 * The store {@code redis}. The only package that sees Lettuce, its client library; {@link
 * org.jobcast.impl.store.redis.RedisStoreProvider} loads without it.
 */
@NullMarked
package org.jobcast.impl.store.redis;

import org.jspecify.annotations.NullMarked;
