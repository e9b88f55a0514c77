package org.jobcast.impl.store.dynamodb;

import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Deletes what belonged to a job or a log. Its successor of the same name may be at work already, so each item goes under the
 * condition that it is of the generation that is gone.
 */
final class Sweep {
    private final Table table;

    Sweep(Table table) {
        this.table = table;
    }

    /** Deletes what has a sort key that begins so. */
    void delete(String pk, String prefix, String generation) {
        Expression keys = new Expression();
        String condition = keys.equal(Names.PK, pk) + " AND " + keys.beginsWith(Names.SK, prefix);
        QueryRequest.Builder query = table.query(null, keys, condition, Names.PK, Names.SK, Names.GENERATION);
        delete(query, generation);
    }

    private void delete(QueryRequest.Builder query, String generation) {
        for (Table.Page page = table.page(query); ; page = table.page(query)) {
            table.deleteAll(
                    page.items().stream()
                            .filter(item -> item.isOf(generation))
                            .map(Item::key)
                            .toList(),
                    generation);
            if (page.next() == null) {
                return;
            }
            query.exclusiveStartKey(page.next());
        }
    }
}
