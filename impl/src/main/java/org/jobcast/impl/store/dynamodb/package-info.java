/**
 * The store {@code dynamodb}: one table of Amazon DynamoDB. The only package that sees the AWS SDK;
 * {@link org.jobcast.impl.store.dynamodb.DynamoStoreProvider} alone loads without it.
 */
@NullMarked
package org.jobcast.impl.store.dynamodb;

import org.jspecify.annotations.NullMarked;
