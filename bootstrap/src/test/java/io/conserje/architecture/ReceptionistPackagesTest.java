package io.conserje.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The receptionist has one public entry, above three packages: {@code booking} knows {@code language}, which knows
 * {@code reading}. So a further language touches one package only.
 */
final class ReceptionistPackagesTest {

    private static final String VIOLATIONS = "io.conserje.architecture.violations";

    @Test
    void productionKeepsTheRules() {
        rules(ProductionClasses.ROOT).forEach(rule -> rule.check(ProductionClasses.ALL));
    }

    @Test
    void findsEveryForbiddenEdge() {
        JavaClasses classes = new ClassFileImporter().importPackages(VIOLATIONS);
        List<String> found = rules(VIOLATIONS).stream()
                .map(rule -> String.join(
                        "\n", rule.evaluate(classes).getFailureReport().getDetails()))
                .toList();
        assertThat(found.get(0)).contains("Reader").doesNotContain("Insider");
        assertThat(found.get(1)).contains("Speaker").doesNotContain("Insider");
        assertThat(found.get(2)).contains("Clerk").doesNotContain("Insider");
        assertThat(found.get(3)).contains("Insider").doesNotContain("Reader");
    }

    private static List<ArchRule> rules(String root) {
        String entry = root + ".application.receptionist";
        String reading = entry + ".reading..";
        String language = entry + ".language..";
        String booking = entry + ".booking..";
        return List.of(
                noClasses()
                        .that()
                        .resideInAPackage(reading)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(language, booking, entry)
                        .because("the algorithms know no language"),
                noClasses()
                        .that()
                        .resideInAPackage(language)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(booking, entry)
                        .because("a language is words and answers only"),
                noClasses()
                        .that()
                        .resideInAPackage(booking)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(entry)
                        .because("the entry stands above what it opens"),
                noClasses()
                        .that()
                        .resideOutsideOfPackage(entry + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(reading, language, booking)
                        .because("other features know the entry only"));
    }
}
