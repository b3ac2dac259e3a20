package io.conserje.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each rule finds what breaks it: a rule that cannot fail guards nothing. */
final class RulesBiteTest {

    private static final String ROOT = "io.conserje.architecture.violations";
    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(ROOT);

    private final Rules rules = new Rules(ROOT);

    @Test
    void aLibraryInTheDomainIsFound() {
        assertThat(violations(rules.domainKnowsOnlyItself()))
                .contains("Learned")
                .doesNotContain("Changeable");
    }

    @Test
    void theJdksLoggingPrintingVagueExceptionsAndUndatedDeprecationsAreFound() {
        assertThat(violations(rules.nobodyLogsThroughTheJdk())).contains("Helpful.fail()");
        assertThat(violations(rules.onlyBootstrapPrints())).contains("Helpful.fail()");
        assertThat(violations(rules.exceptionsSayWhatTheyAre())).contains("Helpful.fail()");
        assertThat(violations(rules.deprecationsSaySinceWhen())).contains("Helpful.old()");
    }

    @Test
    void inputAndOutputInTheCoreIsFound() {
        assertThat(violations(rules.theCoreDoesNoInputOrOutput())).contains("Port.save");
    }

    @Test
    void ambientSourcesAreFoundAlsoWhenOnlyReferredTo() {
        assertThat(violations(rules.theCoreAsksNoAmbientSource()))
                .contains("Restless.called()")
                .contains("Restless.referenced()")
                .contains("Restless.configured()");
    }

    @Test
    void adaptersThatKnowEachOtherAreFound() {
        assertThat(rules.adaptersDoNotKnowEachOther().stream()
                        .map(RulesBiteTest::violations)
                        .collect(Collectors.joining()))
                .contains("Nosy");
    }

    @Test
    void librariesWhereTheyDoNotBelongAreFound() {
        List<String> found = rules.librariesStayWhereTheyBelong().stream()
                .map(RulesBiteTest::violations)
                .filter(text -> !text.isEmpty())
                .toList();
        assertThat(found)
                .anyMatch(text -> text.contains("Nosy") && text.contains("io.javalin"))
                .anyMatch(text -> text.contains("Learned") && text.contains("org.jooq"))
                .anyMatch(text -> text.contains("Port") && text.contains("java.sql"))
                .noneMatch(text -> text.contains("LeakyAdapters"));
    }

    @Test
    void transactionsThatBeginOrEndElsewhereAreFound() {
        assertThat(violations(rules.onlyTheTransactionCodeBeginsAndEndsTransactions()))
                .contains("getConnection")
                .contains("commit")
                .contains("using")
                .doesNotContain("Permitted");
    }

    @Test
    void portsThatSpeakOfATechnologyAreFound() {
        assertThat(violations(rules.portsSpeakTheLanguageOfTheCore()))
                .contains("Port.save")
                .contains("Port.each");
    }

    @Test
    void adaptersThatShowTheirLibraryAreFound() {
        assertThat(violations(rules.adaptersShowNoLibrary())).contains("LeakyAdapters.shown");
    }

    @Test
    void forbiddenFeatureEdgesAndUnlistedFeaturesAreFound() {
        assertThat(violations(rules.featuresDependOnlyOnTheirAllowedOnes()))
                .contains("Feature messaging may not know receptionist")
                .contains("Feature receptionist may not know memory")
                .contains("'stray'");
    }

    @Test
    void optionalsThatAreKeptOrTakenAreFound() {
        assertThat(violations(rules.optionalIsOnlyReturned())).contains("Helpful.store");
        assertThat(violations(rules.optionalIsNoParameter())).contains("Port.find");
    }

    @Test
    void whatCanChangeIsFound() {
        assertThat(violations(rules.publicFieldsAreConstants())).contains("Changeable.shared");
        assertThat(violations(rules.domainTypesAreValues()))
                .contains("Changeable can be extended")
                .contains("shared can change")
                .contains("is a setter");
    }

    @Test
    void packagesThatSayNothingAboutNullsAreFound() {
        assertThat(violations(rules.nullsAreDeclared())).contains("redis.bare").doesNotContain("Nosy");
    }

    @Test
    void publicClassesForNobodyAreFound() {
        assertThat(violations(rules.adaptersShowAFactoryAndWhatItSpeaksOf()))
                .contains("Unreached")
                .doesNotContain("LeakyAdapters");
    }

    @Test
    void whoeverKnowsTheStoresInMemoryOrTheTablesIsFound() {
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
