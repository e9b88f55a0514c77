package org.jobcast.impl;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/**
 * Keeps the direction of DESIGN.md: {@code servlet, rest, cdi, dashboard -> http -> channel, job, task, resume -> sse -> api}.
 *
 * <p>One class, because reading the byte code is the slow part. Rules pass on a package that does not exist yet. By the first
 * release none of {@code sse}, {@code channel}, {@code job}, {@code store.memory}, {@code http}, {@code servlet}, {@code rest},
 * {@code cdi}, {@code config} and {@code json} may be missing; then {@code allowEmptyShould} has to go from their rules.
 */
class ArchitectureTest {
    private static final String IMPL = "org.jobcast.impl..";
    private static final String API = "org.jobcast..";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.jobcast");

    @Test
    void theEngineKnowsNoContainer() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        impl("sse"),
                        impl("channel"),
                        impl("durable"),
                        impl("job"),
                        "org.jobcast.impl.task",
                        impl("resume"),
                        "org.jobcast.impl.store",
                        impl("store.memory"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.."));
    }

    @Test
    void aStoreSeesOfJakartaOnlyPersistence() {
        check(noClasses()
                .that()
                .resideInAPackage(impl("store"))
                .should()
                .dependOnClassesThat(resideInAPackage("jakarta..")
                        .and(not(resideInAnyPackage("jakarta.persistence..", "jakarta.transaction..")))));
    }

    @Test
    void aStoreDependsOnTheApiAndOnStoresOnly() {
        check(noClasses()
                .that()
                .resideInAPackage(impl("store"))
                .should()
                .dependOnClassesThat(
                        resideInAPackage(IMPL).and(not(resideInAnyPackage(impl("store"), impl("concurrent"))))));
    }

    @Test
    void callsGoFromTheAdaptersDownToTheEventStream() {
        check(layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("adapters")
                .definedBy(impl("servlet"), impl("rest"), impl("cdi"), impl("dashboard"))
                .layer("http")
                .definedBy(impl("http"))
                .layer("engine")
                .definedBy(impl("channel"), impl("durable"), impl("job"), impl("task"), impl("resume"))
                .layer("sse")
                .definedBy(impl("sse"))
                .whereLayer("adapters")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("http")
                .mayOnlyBeAccessedByLayers("adapters")
                .whereLayer("engine")
                .mayOnlyBeAccessedByLayers("adapters", "http")
                .whereLayer("sse")
                .mayOnlyBeAccessedByLayers("adapters", "http", "engine"));
    }

    @Test
    void theDashboardIsFilesAndTheirNames() {
        check(noClasses()
                .that()
                .resideInAPackage(impl("dashboard"))
                .should()
                .dependOnClassesThat(resideInAPackage(API)
                        .and(not(resideInAnyPackage(impl("dashboard"), impl("http"), impl("config"))))));
    }

    @Test
    void nothingDependsOnCdi() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(impl("cdi"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(impl("cdi")));
    }

    @Test
    void theApiShowsNoImplementation() {
        check(noClasses()
                .that()
                .resideInAPackage(API)
                .and()
                .resideOutsideOfPackage(IMPL)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(IMPL));
    }

    @Test
    void packagesOfTheImplementationHaveNoCycles() {
        check(slices().matching("org.jobcast.impl.(*)..").should().beFreeOfCycles());
    }

    @Test
    void jacksonIsSeenByJsonOnly() {
        check(onlyIn("com.fasterxml..", impl("json")));
    }

    @Test
    void persistenceIsSeenByItsStoreOnly() {
        check(onlyIn(
                "jakarta.persistence..", impl("store.jpa"), impl("task.jpa"), impl("servlet"), "org.jobcast.task"));
    }

    @Test
    void theProviderOfTheJpaStoreLoadsWithoutJpa() {
        check(noClasses()
                .that()
                .haveFullyQualifiedName("org.jobcast.impl.store.jpa.JpaStoreProvider")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.."));
    }

    @Test
    void theClientLibraryOfRedisIsSeenByItsStoreOnly() {
        check(onlyIn("io.lettuce..", impl("store.redis")));
        check(onlyIn("io.netty..", impl("store.redis")));
        check(onlyIn("reactor..", impl("store.redis")));
    }

    @Test
    void theProviderOfTheRedisStoreLoadsWithoutItsClientLibrary() {
        check(noClasses()
                .that()
                .haveFullyQualifiedName("org.jobcast.impl.store.redis.RedisStoreProvider")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lettuce.."));
    }

    @Test
    void theAwsSdkIsSeenByItsStoreOnly() {
        check(onlyIn("software.amazon..", impl("store.dynamodb")));
    }

    @Test
    void theProviderOfTheDynamoDbStoreLoadsWithoutTheAwsSdk() {
        check(noClasses()
                .that()
                .haveFullyQualifiedName("org.jobcast.impl.store.dynamodb.DynamoStoreProvider")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.."));
    }

    @Test
    void microProfileIsSeenByConfigHealthAndMetricsOnly() {
        check(onlyIn("org.eclipse.microprofile..", impl("config"), impl("health"), impl("metrics")));
    }

    @Test
    void theServletApiIsSeenByItsAdaptersOnly() {
        check(onlyIn("jakarta.servlet..", impl("servlet"), impl("rest"), impl("cdi"), "org.jobcast.rest"));
    }

    private static String impl(String name) {
        return "org.jobcast.impl." + name + "..";
    }

    private static ArchRule onlyIn(String library, String... homes) {
        return classes()
                .that()
                .resideInAPackage(API)
                .and()
                .resideOutsideOfPackages(homes)
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage(library)));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }
}
