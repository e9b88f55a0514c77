package org.jobcast.impl.store.dynamodb;

import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * The global secondary indexes. Only jobs are in them, and only those that have both attributes of the key. DynamoDB brings
 * them up to date a moment after the item; whatever is decided by them is looked up in the item first.
 */
enum Index {
    STATE("state", Names.STATE, Names.NEWEST, List.of(JobItem.TYPE, JobItem.OWNER, Names.SEARCH)),
    TYPE("type", Names.OF_TYPE, Names.NEWEST, List.of(Names.STATE, Names.SEARCH)),
    OWNER("owner", Names.OF_OWNER, Names.NEWEST, List.of(Names.STATE, JobItem.TYPE, Names.SEARCH)),
    ENDED("ended", Names.OVER, Names.ENDED_AT, List.of()),
    EXPIRY("expiry", Names.OVER, Names.EXPIRES_AT, List.of()),
    WORK("work", Names.WORK, Names.WORK_AT, List.of());

    private final String label;
    private final String partition;
    private final String sort;
    private final List<String> more;

    Index(String label, String partition, String sort, List<String> more) {
        this.label = label;
        this.partition = partition;
        this.sort = sort;
        this.more = more;
    }

    /** Its name in DynamoDB. */
    String label() {
        return label;
    }

    String partition() {
        return partition;
    }

    String sort() {
        return sort;
    }

    /** What it holds beside keys. */
    List<String> more() {
        return more;
    }

    /** All of a partition. */
    QueryRequest.Builder query(Table table, String value) {
        Expression keys = new Expression();
        return table.query(label, keys, keys.equal(partition, value));
    }

    /** The beginning of a partition. */
    QueryRequest.Builder query(Table table, String value, String end) {
        Expression keys = new Expression();
        String condition = keys.equal(partition, value) + " AND " + keys.name(sort) + " < " + keys.value(end);
        return table.query(label, keys, condition);
    }
}
