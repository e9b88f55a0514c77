package org.jobcast.impl.store.jpa;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.spi.PersistenceProvider;
import jakarta.persistence.spi.PersistenceProviderResolverHolder;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;

/** Makes the entity manager factory, with whatever JPA provider there is. */
final class Units {
    private Units() {}

    static EntityManagerFactory create(Database database, String provider, ClassLoader loader) {
        PersistenceProvider chosen = choose(provider);
        // EclipseLink remembers units by name for as long as it lives.
        String name = "jobcast-" + UUID.randomUUID();
        Properties properties = properties(name);
        if (database.batches()) {
            addBatches(properties);
        }
        EntityManagerFactory factory = chosen.createContainerEntityManagerFactory(
                UnitInfo.of(name, database.dataSource(), loader, properties), Map.of());
        if (factory == null) {
            throw new IllegalStateException("jobcast.store=jpa: the JPA provider "
                    + chosen.getClass().getName() + " does not take a persistence unit made in code");
        }
        return factory;
    }

    private static PersistenceProvider choose(String className) {
        List<PersistenceProvider> present = PersistenceProviderResolverHolder.getPersistenceProviderResolver()
                .getPersistenceProviders();
        for (PersistenceProvider provider : present) {
            if (className.isEmpty() || provider.getClass().getName().equals(className)) {
                return provider;
            }
        }
        if (present.isEmpty()) {
            throw new IllegalStateException(
                    "jobcast.store=jpa: there is no JPA provider; add one to the application, for"
                            + " example org.hibernate.orm:hibernate-core or org.eclipse.persistence:org.eclipse.persistence.jpa");
        }
        throw new IllegalArgumentException(JpaSettings.PREFIX + "provider=" + className + ": not present; there are "
                + present.stream().map(each -> each.getClass().getName()).toList());
    }

    /** What a provider does not know it ignores. */
    private static Properties properties(String name) {
        Properties properties = new Properties();
        properties.setProperty("jakarta.persistence.schema-generation.database.action", "none");
        properties.setProperty("hibernate.hbm2ddl.auto", "none");
        properties.setProperty("hibernate.query.in_clause_parameter_padding", "true");
        properties.setProperty("hibernate.archive.autodetection", "none");
        properties.setProperty("eclipselink.session-name", name);
        properties.setProperty("eclipselink.weaving", "false");
        properties.setProperty("eclipselink.cache.shared.default", "false");
        return properties;
    }

    private static void addBatches(Properties properties) {
        properties.setProperty("hibernate.jdbc.batch_size", "100");
        properties.setProperty("hibernate.order_inserts", "true");
        properties.setProperty("hibernate.order_updates", "true");
        properties.setProperty("eclipselink.jdbc.batch-writing", "JDBC");
        properties.setProperty("eclipselink.jdbc.batch-writing.size", "100");
    }
}
