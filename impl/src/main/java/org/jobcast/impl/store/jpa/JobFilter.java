package org.jobcast.impl.store.jpa;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jobcast.impl.store.Texts;
import org.jobcast.job.JobQuery;
import org.jobcast.spi.JobRecord;

/**
 * A {@link JobQuery} as JPQL. Only what restricts is in the text, so that the database sees conditions that its indexes fit.
 *
 * @param where the condition, empty for none
 * @param parameters its parameters
 */
record JobFilter(String where, Map<String, Object> parameters) {
    static JobFilter of(JobQuery query) {
        List<String> conditions = new ArrayList<>();
        Map<String, Object> parameters = new LinkedHashMap<>();
        if (query.states().size() == 1) {
            conditions.add("j.state = :state");
            parameters.put("state", query.states().iterator().next().name());
        } else if (!query.states().isEmpty()) {
            conditions.add("j.state IN :states");
            parameters.put("states", query.states().stream().map(Enum::name).toList());
        }
        if (query.type() != null) {
            conditions.add("j.jobType = :type");
            parameters.put("type", Texts.encode(query.type()));
        }
        if (query.owner() != null) {
            conditions.add("j.ownerName = :owner");
            parameters.put("owner", Texts.encode(query.owner()));
        }
        if (query.text() != null) {
            conditions.add("j.searchText LIKE :text ESCAPE '!'");
            parameters.put("text", pattern(query.text()));
        }
        return new JobFilter(conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions), parameters);
    }

    private static String pattern(String text) {
        String lower = Texts.encode(text.toLowerCase(Locale.ROOT));
        return "%" + lower.replaceAll("[!%_]", "!$0") + "%";
    }

    long count(EntityManager manager) {
        return query(manager, "SELECT COUNT(j) FROM JobRow j" + where, Long.class)
                .getSingleResult();
    }

    List<JobRecord> page(EntityManager manager, int first, int size) {
        return query(manager, "SELECT j FROM JobRow j" + where + " ORDER BY j.created DESC, j.id", JobRow.class)
                .setFirstResult(first)
                .setMaxResults(size)
                .getResultStream()
                .map(JobRow::toRecord)
                .toList();
    }

    private <T> TypedQuery<T> query(EntityManager manager, String text, Class<T> type) {
        TypedQuery<T> query = manager.createQuery(text, type);
        parameters.forEach(query::setParameter);
        return query;
    }
}
