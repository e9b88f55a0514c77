package org.jobcast.impl.store.dynamodb;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The key of an item.
 *
 * @param pk the partition: a job or a log, or what belongs to all
 * @param sk what it is in there
 */
record Key(String pk, String sk) {
    Map<String, AttributeValue> attributes() {
        return Map.of(Names.PK, AttributeValue.fromS(pk), Names.SK, AttributeValue.fromS(sk));
    }
}
