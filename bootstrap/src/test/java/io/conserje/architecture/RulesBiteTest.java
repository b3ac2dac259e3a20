package io.conserje.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each rule finds the classes that break it on purpose. */
final class RulesBiteTest {

    private static final String ROOT = "io.conserje.architecture.violations";
    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(ROOT);

    private final Rules rules = new Rules(ROOT);

    @Test
    void findsALibraryInTheDomain() {
        assertThat(violations(rules.domainKnowsOnlyItself()))
                .contains("Learned")
                .doesNotContain("Changeable");
    }

    @Test
    void findsJdkLoggingPrintingGenericExceptionsAndUndatedDeprecations() {
        assertThat(violations(rules.nobodyLogsThroughTheJdk())).contains("Helpful.fail()");
        assertThat(violations(rules.onlyBootstrapPrints())).contains("Helpful.fail()");
        assertThat(violations(rules.exceptionsSayWhatTheyAre())).contains("Helpful.fail()");
        assertThat(violations(rules.deprecationsSaySinceWhen())).contains("Helpful.old()");
    }

    @Test
    void findsInputAndOutputInTheCore() {
        assertThat(violations(rules.theCoreDoesNoInputOrOutput())).contains("Port.save");
    }

    @Test
    void findsCallsAndReferencesOfAmbientSources() {
        assertThat(violations(rules.theCoreAsksNoAmbientSource()))
                .contains("Restless.called()")
                .contains("Restless.referenced()")
                .contains("Restless.configured()");
    }

    @Test
    void findsAdaptersThatKnowEachOther() {
        assertThat(rules.adaptersDoNotKnowEachOther().stream()
                        .map(RulesBiteTest::violations)
                        .collect(Collectors.joining()))
                .contains("Nosy", "Choosy");
    }

    @Test
    void findsALibraryThatKnowsMoreThanPostgres() {
        assertThat(violations(rules.theLibraryKnowsPostgresOnly()))
                .contains("Greedy", "metrics.Choosy")
                .doesNotContain("Shown");
    }

    @Test
    void findsMetricsThatKnowMoreThanTheCoreAndMicrometer() {
        assertThat(violations(rules.metricsKnowOnlyTheCoreAndMicrometer()))
                .contains("Choosy", "PrometheusMeterRegistry", "library.Shown");
    }

    @Test
    void findsLibrariesInOtherModules() {
        List<String> found = rules.librariesStayWhereTheyBelong().stream()
                .map(RulesBiteTest::violations)
                .filter(text -> !text.isEmpty())
                .toList();
        assertThat(found)
                .anyMatch(text -> text.contains("Nosy") && text.contains("io.javalin"))
                .anyMatch(text -> text.contains("Learned") && text.contains("org.jooq"))
                .anyMatch(text -> text.contains("Port") && text.contains("java.sql"))
                .anyMatch(text -> text.contains("Greedy") && text.contains("io.micrometer"))
                .anyMatch(text -> text.contains("Choosy") && text.contains("prometheusmetrics"))
                .noneMatch(text -> text.contains("LeakyAdapters"));
    }

    @Test
    void findsTransactionsOutsideTheTransactionCode() {
        assertThat(violations(rules.onlyTheTransactionCodeBeginsAndEndsTransactions()))
                .contains("getConnection")
                .contains("commit")
                .contains("using")
                .doesNotContain("Permitted");
    }

    @Test
    void findsPortsThatNameATechnology() {
        assertThat(violations(rules.portsSpeakTheLanguageOfTheCore()))
                .contains("Port.save")
                .contains("Port.each");
    }

    @Test
    void findsAdaptersThatShowTheirLibrary() {
        assertThat(violations(rules.adaptersShowNoLibrary())).contains("LeakyAdapters.shown");
    }

    @Test
    void findsForbiddenFeatureEdgesAndUnlistedFeatures() {
        assertThat(violations(rules.featuresDependOnlyOnTheirAllowedOnes()))
                .contains("Feature messaging may not know receptionist")
                .contains("Feature receptionist may not know memory")
                .contains("'stray'");
    }

    @Test
    void findsOptionalFieldsAndParameters() {
        assertThat(violations(rules.optionalIsOnlyReturned())).contains("Helpful.store");
        assertThat(violations(rules.optionalIsNoParameter())).contains("Port.find");
    }

    @Test
    void findsMutableState() {
        assertThat(violations(rules.publicFieldsAreConstants())).contains("Changeable.shared");
        assertThat(violations(rules.domainTypesAreValues()))
                .contains("Changeable can be extended")
                .contains("shared can change")
                .contains("is a setter");
    }

    @Test
    void findsPackagesWithoutNullMarked() {
        assertThat(violations(rules.nullsAreDeclared())).contains("redis.bare").doesNotContain("Nosy");
    }

    @Test
    void findsUnusedPublicClasses() {
        assertThat(violations(rules.adaptersShowAFactoryAndWhatItSpeaksOf()))
                .contains("Unreached")
                .doesNotContain("LeakyAdapters");
    }

    @Test
    void findsUsersOfMemoryStoresAndTables() {
        assertThat(violations(rules.memoryIsBootstrapsAlone())).contains("Helpful");
        assertThat(violations(rules.partsOfPostgresAreItsOwn()))
                .contains("Nosy")
                .contains("postgres.schema.Rows")
                .contains("postgres.queue.Store");
    }

    private static String violations(ArchRule rule) {
        return String.join(
                "\n",
                rule.allowEmptyShould(true).evaluate(CLASSES).getFailureReport().getDetails());
    }
}
