package io.conserje.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.conserje.architecture.Sources.Source;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No port without laws, no adapter without proof that it keeps them. */
final class ContractsTest {

    /** What the application calls and the embedder implements, or hears: there is nothing for an adapter to prove. */
    private static final Set<String> EMBEDDERS = Set.of("MessageHandler");

    private static final List<Source> CONTRACTS = Sources.of("application", "test").files().stream()
            .filter(source -> source.type().endsWith("Contract"))
            .toList();

    @Test
    void thePortsAreFound() {
        assertThat(ports())
                .extracting(JavaClass::getSimpleName)
                .contains(
                        "Sessions",
                        "Inbox",
                        "Turns",
                        "Replies",
                        "TenantDirectory",
                        "TenantRegistry",
                        "TenantTransactions");
        assertThat(CONTRACTS).extracting(Source::type).contains("SessionsContract", "InboxContract");
    }

    @Test
    void everyPortHasAContract() {
        assertThat(ports())
                .extracting(JavaClass::getSimpleName)
                .allSatisfy(port -> assertThat(contractsOf(port))
                        .as("A ...Contract in application/src/test that speaks of %s", port)
                        .isNotEmpty());
    }

    @Test
    void everyImplementationOfAPortHasATestThatImplementsItsContract() {
        for (String module :
                List.of("application", "adapters-postgres", "adapters-redis", "adapters-http", "bootstrap")) {
            List<Source> tests = Sources.of(module, "test").files();
            for (JavaClass port : ports()) {
                for (Source main : Sources.of(module, "main").files()) {
                    if (main.realises(port.getSimpleName()) && imports(main, port)) {
                        assertThat(tests)
                                .as(
                                        "A test in %s that implements a contract of %s, which %s implements",
                                        module, port.getSimpleName(), main.type())
                                .anyMatch(test -> contractsOf(port.getSimpleName())
                                        .anyMatch(contract -> test.realises(contract.type())));
                    }
                }
            }
        }
    }

    @Test
    void onlyTheTransactionCodeNamesTheTenantSetting() {
        // Strings are not in the class files' constant pool as ArchUnit shows it: hence the sources.
        List<Source> naming = Stream.of("domain", "application", "adapters-postgres", "adapters-redis", "adapters-http")
                .flatMap(module -> Sources.of(module, "main").files().stream())
                .filter(source ->
                        source.code().contains("set_config") || source.code().contains("app.current_tenant_id"))
                .toList();
        assertThat(naming)
                .isNotEmpty()
                .allMatch(source -> source.code().contains("package io.conserje.postgres.tx;"));
    }

    private static boolean imports(Source main, JavaClass port) {
        return main.code().contains("import " + port.getFullName() + ";")
                || main.code().contains("package " + port.getPackageName() + ";");
    }

    private static Stream<Source> contractsOf(String port) {
        return CONTRACTS.stream().filter(contract -> contract.mentions(port));
    }

    /** The interfaces that the application reaches out through. */
    private static List<JavaClass> ports() {
        return ProductionClasses.ALL.stream()
                .filter(type ->
                        type.getPackageName().startsWith(ProductionClasses.ROOT + "." + Rules.APPLICATION + "."))
                .filter(type -> type.isInterface()
                        && type.isTopLevelClass()
                        && !type.getSimpleName().equals("package-info"))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !type.getSimpleName().endsWith("Listener") && !EMBEDDERS.contains(type.getSimpleName()))
                // A sealed result is implemented where it is declared.
                .filter(type -> !type.reflect().isSealed())
                .toList();
    }
}
