package io.conserje.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import java.util.Set;

/**
 * The rules of the architecture, one method each, for the packages below one root: the root of the project, or the root
 * of the classes that break the rules on purpose.
 */
final class Rules {

    /** A library, and the modules that may use it. The representative proves that the package is spelt correctly. */
    record Library(String representative, String packages, Set<String> modules) {}

    static final String DOMAIN = "domain";
    static final String APPLICATION = "application";
    static final String DB = "db";
    static final String POSTGRES = "postgres";
    static final String REDIS = "redis";
    static final String HTTP = "http";
    static final String METRICS = "metrics";
    static final String LIBRARY = "library";
    static final String BOOTSTRAP = "bootstrap";

    /** Adapters that implement ports, and are made by a factory. */
    static final List<String> ADAPTERS = List.of(POSTGRES, REDIS, HTTP);
    /** All adapters: those of ports, and that of events. */
    static final List<String> ALL_ADAPTERS = List.of(POSTGRES, REDIS, HTTP, METRICS);

    static final List<String> MODULES =
            List.of(DOMAIN, APPLICATION, DB, POSTGRES, REDIS, HTTP, METRICS, LIBRARY, BOOTSTRAP);

    /** The packages of the PostgreSQL adapter that no other module may use. */
    static final List<String> POSTGRES_PARTS =
            List.of("schema", "sql", "queue", "lock", "session", "tenancy", "pms", "backup", "process");

    static final List<Library> LIBRARIES = List.of(
            new Library("org.jooq.DSLContext", "org.jooq..", Set.of(POSTGRES)),
            new Library("java.sql.Connection", "java.sql..", Set.of(POSTGRES, DB, LIBRARY, BOOTSTRAP)),
            new Library("javax.sql.DataSource", "javax.sql..", Set.of(POSTGRES, DB, LIBRARY, BOOTSTRAP)),
            new Library("org.postgresql.Driver", "org.postgresql..", Set.of(POSTGRES, DB, BOOTSTRAP)),
            new Library("liquibase.Liquibase", "liquibase..", Set.of(DB)),
            new Library("org.redisson.Redisson", "org.redisson..", Set.of(REDIS)),
            new Library("io.javalin.Javalin", "io.javalin..", Set.of(HTTP)),
            new Library("org.eclipse.jetty.server.Server", "org.eclipse.jetty..", Set.of(HTTP)),
            new Library("jakarta.servlet.http.HttpServletRequest", "jakarta.servlet..", Set.of(HTTP)),
            new Library("java.net.http.HttpClient", "java.net.http..", Set.of(HTTP, BOOTSTRAP)),
            new Library(
                    "com.fasterxml.jackson.databind.ObjectMapper",
                    "com.fasterxml.jackson..",
                    Set.of(POSTGRES, REDIS, HTTP, BOOTSTRAP)),
            new Library("org.slf4j.Logger", "org.slf4j..", Set.of(DB, POSTGRES, REDIS, HTTP, LIBRARY, BOOTSTRAP)),
            new Library("com.zaxxer.hikari.HikariDataSource", "com.zaxxer.hikari..", Set.of(BOOTSTRAP)),
            new Library("io.micrometer.core.instrument.MeterRegistry", "io.micrometer..", Set.of(METRICS, BOOTSTRAP)),
            new Library(
                    "io.micrometer.prometheusmetrics.PrometheusMeterRegistry",
                    "io.micrometer.prometheusmetrics..",
                    Set.of(BOOTSTRAP)),
            new Library("com.github.benmanes.caffeine.cache.Caffeine", "com.github.benmanes..", Set.of(HTTP, LIBRARY)),
            new Library("com.google.i18n.phonenumbers.PhoneNumberUtil", "com.google.i18n..", Set.of(LIBRARY)),
            new Library("com.fasterxml.uuid.Generators", "com.fasterxml.uuid..", Set.of(LIBRARY, BOOTSTRAP)),
            new Library("picocli.CommandLine", "picocli..", Set.of(BOOTSTRAP)),
            new Library("at.favre.lib.crypto.bcrypt.BCrypt", "at.favre.lib..", Set.of(BOOTSTRAP)),
            new Library("ch.qos.logback.classic.Logger", "ch.qos.logback..", Set.of(BOOTSTRAP)),
            new Library("io.zonky.test.db.postgres.embedded.EmbeddedPostgres", "io.zonky..", Set.of(BOOTSTRAP)),
            new Library("redis.embedded.RedisServer", "redis.embedded..", Set.of(BOOTSTRAP)));

    private final String root;

    Rules(String root) {
        this.root = root;
    }

    ArchRule domainKnowsOnlyItself() {
        return classes()
                .that()
                .resideInAPackage(in(DOMAIN))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(in(DOMAIN), "java..", "org.jspecify..")
                .because("the domain must compile without any library");
    }

    ArchRule applicationKnowsOnlyTheDomain() {
        return classes()
                .that()
                .resideInAPackage(in(APPLICATION))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(in(APPLICATION), in(DOMAIN), "java..", "org.jspecify..")
                .because("use cases report through listeners and reach stores and channels through ports");
    }

    ArchRule theCoreDoesNoInputOrOutput() {
        return noClasses()
                .that()
                .resideInAnyPackage(in(DOMAIN), in(APPLICATION))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "java.net..", "java.nio..")
                .because("input and output belong to adapters");
    }

    ArchRule theCoreAsksNoAmbientSource() {
        return noClasses()
                .that()
                .resideInAnyPackage(in(DOMAIN), in(APPLICATION))
                .should()
                .accessTargetWhere(new AmbientSource())
                .because("tests must be able to set the time, ids and random numbers");
    }

    /** One rule for each adapter. */
    List<ArchRule> adaptersDoNotKnowEachOther() {
        return ALL_ADAPTERS.stream()
                .map(adapter -> noClasses()
                        .that()
                        .resideInAPackage(in(adapter))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(ALL_ADAPTERS.stream()
                                        .filter(other -> !other.equals(adapter))
                                        .map(this::in)
                                        .toArray(String[]::new))
                                .or(resideInAnyPackage(in(LIBRARY), in(BOOTSTRAP), in(DB))))
                        .because("an embedder adds or leaves out each adapter; only library and bootstrap combine them")
                        .allowEmptyShould(false))
                .toList();
    }

    /** The artifact for embedders. */
    ArchRule theLibraryKnowsPostgresOnly() {
        return noClasses()
                .that()
                .resideInAPackage(in(LIBRARY))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in(REDIS), in(HTTP), in(METRICS), in(BOOTSTRAP))
                .because("Redis, HTTP and metrics come to an embedder by adding their artifacts");
    }

    ArchRule metricsKnowOnlyTheCoreAndMicrometer() {
        return classes()
                .that()
                .resideInAPackage(in(METRICS))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        in(METRICS), in(APPLICATION), in(DOMAIN), "java..", "org.jspecify..", "io.micrometer.core..")
                .because("an embedder has a registry of its own choice");
    }

    /** One rule for each library. */
    List<ArchRule> librariesStayWhereTheyBelong() {
        return LIBRARIES.stream().map(this::staysWhereItBelongs).toList();
    }

    private ArchRule staysWhereItBelongs(Library library) {
        String[] elsewhere = MODULES.stream()
                .filter(module -> !library.modules().contains(module))
                .map(this::in)
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAnyPackage(elsewhere)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library.packages())
                .because("only " + library.modules() + " may use it, so that it can be replaced there");
    }

    /** The commands of bootstrap and the change sets open connections of their own. */
    ArchRule onlyTheTransactionCodeBeginsAndEndsTransactions() {
        return noClasses()
                .that()
                .resideInAnyPackage(in(DOMAIN), in(APPLICATION), in(POSTGRES), in(REDIS), in(HTTP))
                .and(resideOutsideOfPackages(in(POSTGRES + ".tx")))
                .should()
                .accessTargetWhere(new TransactionControl())
                .because("a transaction that is opened elsewhere runs without a tenant, or with a wrong one");
    }

    ArchRule portsSpeakTheLanguageOfTheCore() {
        return methods()
                .that()
                .areDeclaredInClassesThat(resideInAnyPackage(in(APPLICATION)).and(JavaClass.Predicates.INTERFACES))
                .should(new SpeakOnly(
                        resideInAnyPackage("java.lang..", "java.time..", "java.util..", in(DOMAIN), in(APPLICATION))))
                .because("a port that names a technology allows only one adapter");
    }

    ArchRule adaptersShowNoLibrary() {
        return methods()
                .that()
                .areDeclaredInClassesThat(new DescribedPredicate<JavaClass>("are public in the package of an adapter") {
                    @Override
                    public boolean test(JavaClass type) {
                        return ADAPTERS.stream()
                                        .anyMatch(
                                                adapter -> type.getPackageName().equals(root + "." + adapter))
                                && PublicSurface.isPublicAllTheWay(type);
                    }
                })
                .and()
                .arePublic()
                .should(new SpeakOnly(resideOutsideOfPackages(
                        "org.jooq..",
                        "org.redisson..",
                        "io.javalin..",
                        "org.eclipse.jetty..",
                        "com.fasterxml..",
                        "com.zaxxer..")))
                .because("an embedder should not depend on the libraries of an adapter");
    }

    ArchRule featuresDependOnlyOnTheirAllowedOnes() {
        return classes()
                .that()
                .resideInAnyPackage(in(DOMAIN), in(APPLICATION))
                .should(new FeatureEdges(root))
                .because("features must not form cycles, and a feature can be removed without changing others");
    }

    ArchRule optionalIsOnlyReturned() {
        return fields().should().notHaveRawType(java.util.Optional.class).because("an Optional is for results only");
    }

    ArchRule optionalIsNoParameter() {
        return methods().should(new TakeNoOptional()).because("an Optional is for results only");
    }

    ArchRule publicFieldsAreConstants() {
        return fields().that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat(resideOutsideOfPackages(in(POSTGRES + ".schema")))
                .should()
                .beStatic()
                .andShould()
                .beFinal()
                .because("a public variable is shared without protection");
    }

    ArchRule domainTypesAreValues() {
        return classes()
                .that()
                .resideInAPackage(in(DOMAIN))
                .should(new BeValues())
                .because("immutable values need no locks and no copies");
    }

    ArchRule nullsAreDeclared() {
        return classes()
                .that()
                .resideOutsideOfPackage(in(POSTGRES + ".schema"))
                .should(new LiveInANullMarkedPackage())
                .because("NullAway checks only these packages");
    }

    ArchRule adaptersShowAFactoryAndWhatItSpeaksOf() {
        return classes()
                .that()
                .resideInAnyPackage(ADAPTERS.stream().map(this::in).toArray(String[]::new))
                .and()
                .resideOutsideOfPackage(in(POSTGRES + ".schema"))
                .and()
                .areTopLevelClasses()
                .and()
                .arePublic()
                .should(new PublicSurface(root))
                .because("an adapter can change what is not public");
    }

    ArchRule memoryIsBootstrapsAlone() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(in(APPLICATION + ".memory"), in(BOOTSTRAP))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(in(APPLICATION + ".memory"))
                .because("a use case that names its store cannot have another one");
    }

    ArchRule partsOfPostgresAreItsOwn() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(in(POSTGRES))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(POSTGRES_PARTS.stream()
                        .map(part -> in(POSTGRES + "." + part))
                        .toArray(String[]::new))
                .because("stores come from the adapter's factory, and the tables are generated");
    }

    ArchRule onlyBootstrapPrints() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(in(BOOTSTRAP))
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .because("only commands write to standard output");
    }

    ArchRule nobodyLogsThroughTheJdk() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .because("SLF4J is the only logging API")
                .allowEmptyShould(false);
    }

    ArchRule exceptionsSayWhatTheyAre() {
        return noClasses()
                .should(GeneralCodingRules.THROW_GENERIC_EXCEPTIONS)
                .because("a caller cannot catch them without catching everything");
    }

    ArchRule deprecationsSaySinceWhen() {
        return classes().should(new DateTheirDeprecations()).because("users need to know since when");
    }

    private String in(String module) {
        return root + "." + module + "..";
    }

    /** Calls whose result changes and does not come from a parameter. */
    private static final class AmbientSource extends DescribedPredicate<JavaAccess<?>> {

        private static final Set<String> NAMES = Set.of(
                "java.time.ZoneId.systemDefault",
                "java.time.InstantSource.system",
                "java.util.UUID.randomUUID",
                "java.util.Locale.getDefault",
                "java.util.TimeZone.getDefault",
                "java.util.Random.<init>",
                "java.security.SecureRandom.<init>",
                "java.util.concurrent.ThreadLocalRandom.current",
                "java.lang.Math.random",
                "java.lang.Thread.sleep",
                "java.lang.System.getenv",
                "java.lang.System.getProperty",
                "java.lang.System.getProperties",
                "java.lang.System.currentTimeMillis",
                "java.lang.System.nanoTime",
                "java.lang.System.in",
                "java.lang.Integer.getInteger",
                "java.lang.Boolean.getBoolean");

        AmbientSource() {
            super("is an ambient source");
        }

        @Override
        public boolean test(JavaAccess<?> access) {
            String owner = access.getTargetOwner().getFullName();
            String name = access.getTarget().getName();
            return NAMES.contains(owner + "." + name)
                    || (owner.equals("java.time.Clock") && (name.startsWith("system") || name.startsWith("tick")))
                    || (owner.startsWith("java.time.") && name.equals("now") && !takesAClock(access));
        }

        private static boolean takesAClock(JavaAccess<?> access) {
            return access.getTarget().getFullName().contains("java.time.Clock");
        }
    }

    /** Calls that begin, end or mark a transaction, or open a connection. */
    private static final class TransactionControl extends DescribedPredicate<JavaAccess<?>> {

        private static final Set<String> JDBC = Set.of(
                "java.sql.Connection.commit",
                "java.sql.Connection.rollback",
                "java.sql.Connection.setAutoCommit",
                "java.sql.Connection.setSavepoint",
                "java.sql.Connection.releaseSavepoint",
                "java.sql.DriverManager.getConnection",
                "javax.sql.DataSource.getConnection");

        TransactionControl() {
            super("begins or ends a transaction, or opens a connection");
        }

        @Override
        public boolean test(JavaAccess<?> access) {
            String owner = access.getTargetOwner().getFullName();
            String name = access.getTarget().getName();
            return JDBC.contains(owner + "." + name)
                    || (owner.equals("org.jooq.impl.DSL") && name.equals("using"))
                    || owner.equals("org.jooq.DSLContext")
                    || owner.equals("org.jooq.impl.DefaultDSLContext");
        }
    }
}
