package io.conserje.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import io.conserje.architecture.FeatureEdges.Feature;
import io.conserje.architecture.Rules.Library;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The project keeps the rules of its architecture. */
final class ArchitectureTest {

    private static final Rules RULES = new Rules(ProductionClasses.ROOT);

    @Test
    void theRulesSeeEveryModule() {
        for (String known : List.of(
                "io.conserje.domain.tenancy.TenantId",
                "io.conserje.application.session.Sessions",
                "io.conserje.application.memory.InMemory",
                "io.conserje.db.Changelog",
                "io.conserje.postgres.PostgresAdapters",
                "io.conserje.postgres.tx.Transactions",
                "io.conserje.redis.RedisAdapters",
                "io.conserje.http.HttpAdapters",
                "io.conserje.library.Conserje")) {
            assertThat(ProductionClasses.ALL.contain(known))
                    .as("%s must be among the classes that the rules check", known)
                    .isTrue();
        }
    }

    @Test
    void theRulesSeeNoTest() {
        assertThat(ProductionClasses.ALL)
                .extracting(JavaClass::getSimpleName)
                .noneMatch(name -> name.endsWith("Test") || name.endsWith("Contract"));
    }

    @Test
    void everyClassBelongsToAModule() {
        assertThat(ProductionClasses.ALL)
                .extracting(JavaClass::getPackageName)
                .allMatch(name -> Rules.MODULES.stream()
                        .map(module -> ProductionClasses.ROOT + "." + module)
                        .anyMatch(module -> name.equals(module) || name.startsWith(module + ".")));
    }

    @Test
    void everyRestrictedLibraryExists() {
        for (Library library : Rules.LIBRARIES) {
            String prefix = library.packages().substring(0, library.packages().length() - 1);
            assertThat(library.representative()).startsWith(prefix);
            assertThatCode(() -> Class.forName(
                            library.representative(), false, getClass().getClassLoader()))
                    .as("%s is on the class path", library.representative())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void domainKnowsOnlyItself() {
        check(RULES.domainKnowsOnlyItself());
    }

    @Test
    void applicationKnowsOnlyTheDomain() {
        check(RULES.applicationKnowsOnlyTheDomain());
    }

    @Test
    void theCoreDoesNoInputOrOutput() {
        check(RULES.theCoreDoesNoInputOrOutput());
    }

    @Test
    void theCoreAsksNoAmbientSource() {
        check(RULES.theCoreAsksNoAmbientSource());
    }

    @Test
    void adaptersDoNotKnowEachOther() {
        RULES.adaptersDoNotKnowEachOther().forEach(ArchitectureTest::check);
    }

    @Test
    void theLibraryKnowsPostgresOnly() {
        check(RULES.theLibraryKnowsPostgresOnly());
    }

    @Test
    void metricsKnowOnlyTheCoreAndMicrometer() {
        check(RULES.metricsKnowOnlyTheCoreAndMicrometer());
    }

    @Test
    void librariesStayWhereTheyBelong() {
        RULES.librariesStayWhereTheyBelong().forEach(ArchitectureTest::check);
    }

    @Test
    void onlyTheTransactionCodeBeginsAndEndsTransactions() {
        check(RULES.onlyTheTransactionCodeBeginsAndEndsTransactions());
    }

    @Test
    void portsSpeakTheLanguageOfTheCore() {
        check(RULES.portsSpeakTheLanguageOfTheCore());
    }

    @Test
    void adaptersShowNoLibrary() {
        check(RULES.adaptersShowNoLibrary());
    }

    @Test
    void everyAdapterHasOneFactory() {
        for (String adapter : Rules.ADAPTERS) {
            String module = ProductionClasses.ROOT + "." + adapter;
            assertThat(ProductionClasses.ALL)
                    .filteredOn(type -> type.getPackageName().startsWith(module) && PublicSurface.isFactory(type))
                    .extracting(JavaClass::getPackageName)
                    .containsExactly(module);
        }
    }

    @Test
    void featuresDependOnlyOnTheirAllowedOnes() {
        check(RULES.featuresDependOnlyOnTheirAllowedOnes());
    }

    @Test
    void allowedFeatureEdgesFormNoCycle() {
        Set<String> before = new HashSet<>();
        for (Feature feature : FeatureEdges.FEATURES) {
            assertThat(before).as("listed before %s", feature.name()).containsAll(feature.knows());
            before.add(feature.name());
        }
    }

    @Test
    void optionalIsOnlyReturned() {
        check(RULES.optionalIsOnlyReturned());
        check(RULES.optionalIsNoParameter());
    }

    @Test
    void publicFieldsAreConstants() {
        check(RULES.publicFieldsAreConstants());
    }

    @Test
    void domainTypesAreValues() {
        check(RULES.domainTypesAreValues());
    }

    @Test
    void nullsAreDeclared() {
        check(RULES.nullsAreDeclared());
    }

    @Test
    void adaptersShowAFactoryAndWhatItSpeaksOf() {
        check(RULES.adaptersShowAFactoryAndWhatItSpeaksOf());
    }

    @Test
    void memoryIsBootstrapsAlone() {
        check(RULES.memoryIsBootstrapsAlone());
    }

    @Test
    void partsOfPostgresAreItsOwn() {
        check(RULES.partsOfPostgresAreItsOwn());
    }

    @Test
    void everyPartOfPostgresIsListed() {
        String adapter = ProductionClasses.ROOT + "." + Rules.POSTGRES + ".";
        assertThat(ProductionClasses.ALL)
                .extracting(JavaClass::getPackageName)
                .filteredOn(name -> name.startsWith(adapter))
                .extracting(name -> name.substring(adapter.length()).split("\\.", -1)[0])
                .filteredOn(part -> !part.equals("tx"))
                .containsOnlyElementsOf(Rules.POSTGRES_PARTS);
    }

    @Test
    void onlyBootstrapPrints() {
        check(RULES.onlyBootstrapPrints());
    }

    @Test
    void nobodyLogsThroughTheJdk() {
        check(RULES.nobodyLogsThroughTheJdk());
    }

    @Test
    void exceptionsSayWhatTheyAre() {
        check(RULES.exceptionsSayWhatTheyAre());
    }

    @Test
    void deprecationsSaySinceWhen() {
        check(RULES.deprecationsSaySinceWhen());
    }

    private static void check(ArchRule rule) {
        rule.check(ProductionClasses.ALL);
    }
}
