package org.jobcast.impl.store.jpa;

import jakarta.persistence.SharedCacheMode;
import jakarta.persistence.ValidationMode;
import jakarta.persistence.spi.PersistenceUnitInfo;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A persistence unit made in code. A {@code persistence.xml} in a library is not portable: some servers bind every unit they
 * find to a data source of theirs, or to JTA, and refuse the deployment if they cannot; and the application's own units must
 * not see these entities.
 *
 * <p>A dynamic proxy, since JPA 3.2 changed the type of one method and added others.
 */
final class UnitInfo {
    private final String name;
    private final DataSource dataSource;
    private final ClassLoader loader;
    private final Properties properties;

    private UnitInfo(String name, DataSource dataSource, ClassLoader loader, Properties properties) {
        this.name = name;
        this.dataSource = dataSource;
        this.loader = loader;
        this.properties = properties;
    }

    static PersistenceUnitInfo of(String name, DataSource dataSource, ClassLoader loader, Properties properties) {
        UnitInfo unit = new UnitInfo(name, dataSource, loader, properties);
        return (PersistenceUnitInfo) Proxy.newProxyInstance(
                UnitInfo.class.getClassLoader(),
                new Class<?>[] {PersistenceUnitInfo.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString" -> "persistence unit " + name;
                    default -> unit.answer(method);
                });
    }

    private @Nullable Object answer(Method method) {
        return switch (method.getName()) {
            case "getPersistenceUnitName" -> name;
            case "getTransactionType" -> resourceLocal(method.getReturnType());
            case "getNonJtaDataSource" -> dataSource;
            case "getManagedClassNames" -> entities();
            case "excludeUnlistedClasses" -> true;
            case "getMappingFileNames", "getJarFileUrls", "getQualifierAnnotationNames" -> new ArrayList<>();
            case "getSharedCacheMode" -> SharedCacheMode.NONE;
            case "getValidationMode" -> ValidationMode.NONE;
            case "getProperties" -> properties;
            case "getPersistenceXMLSchemaVersion" -> "3.0";
            case "getClassLoader" -> loader;
            case "getNewTempClassLoader" -> new ClassLoader(loader) {};
            case "getPersistenceUnitRootUrl" -> root();
            default -> null;
        };
    }

    private static Object resourceLocal(Class<?> type) {
        for (Object constant : type.getEnumConstants()) {
            if (constant.toString().equals("RESOURCE_LOCAL")) {
                return constant;
            }
        }
        throw new IllegalStateException(type + " has no RESOURCE_LOCAL");
    }

    private static List<String> entities() {
        List<String> names = new ArrayList<>();
        for (Class<?> entity :
                List.of(JobRow.class, LogRow.class, SegmentRow.class, NodeRow.class, StepRow.class, SignalRow.class)) {
            names.add(entity.getName());
        }
        return names;
    }

    private static URL root() {
        return UnitInfo.class.getProtectionDomain().getCodeSource().getLocation();
    }
}
