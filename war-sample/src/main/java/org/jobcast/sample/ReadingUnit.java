package org.jobcast.sample;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.SharedCacheMode;
import jakarta.persistence.ValidationMode;
import jakarta.persistence.spi.PersistenceProvider;
import jakarta.persistence.spi.PersistenceProviderResolverHolder;
import jakarta.persistence.spi.PersistenceUnitInfo;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The persistence unit, made in code: a persistence.xml with a data source of the application's own is something that
 * several servers bind to their default data source, force into JTA or refuse to deploy. A dynamic proxy, so that the
 * same class file links against every JPA 3.x.
 */
final class ReadingUnit {
    private static final String NAME = "readings";

    private final DataSource dataSource;
    private final ClassLoader loader;
    private final Properties properties = new Properties();

    private ReadingUnit(DataSource dataSource) {
        this.dataSource = dataSource;
        this.loader = Reading.class.getClassLoader();
        properties.put("jakarta.persistence.schema-generation.database.action", "none");
        properties.put("hibernate.jdbc.batch_size", "500");
        properties.put("eclipselink.jdbc.batch-writing", "JDBC");
        properties.put("eclipselink.jdbc.batch-writing.size", "500");
        properties.put("openjpa.RuntimeUnenhancedClasses", "supported");
    }

    static EntityManagerFactory create(DataSource dataSource) {
        List<PersistenceProvider> providers = PersistenceProviderResolverHolder.getPersistenceProviderResolver()
                .getPersistenceProviders();
        if (providers.isEmpty()) {
            throw new IllegalStateException(
                    "No JPA provider found: deploy the -servlet WAR on a bare servlet container");
        }
        PersistenceUnitInfo info = new ReadingUnit(dataSource).info();
        return providers.get(0).createContainerEntityManagerFactory(info, Map.of());
    }

    private PersistenceUnitInfo info() {
        return (PersistenceUnitInfo) Proxy.newProxyInstance(
                loader,
                new Class<?>[] {PersistenceUnitInfo.class},
                (proxy, method, arguments) -> answer(proxy, method, arguments));
    }

    private @Nullable Object answer(Object proxy, Method method, Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "getPersistenceUnitName", "toString" -> NAME;
            case "getTransactionType" -> resourceLocal(method.getReturnType());
            case "getNonJtaDataSource" -> dataSource;
            case "getManagedClassNames" -> List.of(Reading.class.getName());
            case "getMappingFileNames", "getJarFileUrls", "getQualifierAnnotationNames" -> new ArrayList<>();
            case "excludeUnlistedClasses" -> true;
            case "getProperties" -> properties;
            case "getClassLoader" -> loader;
            case "getNewTempClassLoader" -> new ClassLoader(loader) {};
            case "getPersistenceUnitRootUrl" -> root();
            case "getPersistenceXMLSchemaVersion" -> "3.0";
            case "getSharedCacheMode" -> SharedCacheMode.NONE;
            case "getValidationMode" -> ValidationMode.NONE;
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> arguments != null && proxy == arguments[0];
            default -> null;
        };
    }

    /** The enum moved to another package in JPA 3.2, so it is found by name. */
    private static @Nullable Object resourceLocal(Class<?> type) {
        for (Object constant : type.getEnumConstants()) {
            if (constant.toString().equals("RESOURCE_LOCAL")) {
                return constant;
            }
        }
        return null;
    }

    private static URL root() {
        return Reading.class.getProtectionDomain().getCodeSource().getLocation();
    }
}
