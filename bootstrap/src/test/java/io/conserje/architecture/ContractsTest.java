package io.conserje.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.conserje.architecture.Sources.Source;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every port has a contract, and every adapter is tested against the contracts of its ports. */
final class ContractsTest {

    /**
     * Ports without a contract. Embedders implement {@code MessageHandler}, adapters do not. A {@code ReplySender} is
     * tested against the protocol of its channel. A {@code LockStore} only returns two ports, which have contracts.
     * {@code Faults} is how a use case asks another one, and {@code IncomingChannel} is what a handler is given.
     */
    private static final Set<String> WITHOUT =
            Set.of("MessageHandler", "ReplySender", "LockStore", "Faults", "IncomingChannel");

    private static final Map<String, String> FOLDERS = Map.of(
            Rules.DOMAIN, "domain",
            Rules.APPLICATION, "application",
            Rules.DB, "db-changelog",
            Rules.POSTGRES, "adapters-postgres",
            Rules.REDIS, "adapters-redis",
            Rules.HTTP, "adapters-http",
            Rules.METRICS, "adapters-metrics",
            Rules.LIBRARY, "library",
            Rules.BOOTSTRAP, "bootstrap");

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
                        .as("A ...Contract in application/src/test that mentions %s", port)
                        .isNotEmpty());
    }

    @Test
    void everyImplementationOfAPortHasATestOfItsNameThatImplementsTheContract() {
        for (JavaClass port : ports()) {
            List<JavaClass> implementations = implementationsOf(port);
            for (JavaClass implementation : implementations) {
                String module = folderOf(implementation);
                String test = outermost(implementation).getSimpleName() + "Test";
                assertThat(Sources.of(module, "test").files())
                        .as("A %s in %s that implements a contract of %s", test, module, port.getSimpleName())
                        .filteredOn(source -> source.type().equals(test))
                        .anyMatch(source -> contractsOf(port.getSimpleName())
                                .anyMatch(contract -> source.realises(contract.type())));
            }
        }
    }

    @Test
    void theImplementationsAreFound() {
        assertThat(ports())
                .flatMap(ContractsTest::implementationsOf)
                .extracting(type -> outermost(type).getSimpleName())
                .contains(
                        "InMemorySessions",
                        "InMemoryMessages",
                        "InMemoryTenants",
                        "RedisSessions",
                        "PostgresSessions",
                        "PostgresInbox",
                        "PostgresAdapters");
    }

    @Test
    void onlyTheTransactionCodeNamesTheTenantSetting() {
        // ArchUnit does not show string constants, so that this reads the sources.
        List<Source> naming = Stream.of("domain", "application", "adapters-postgres", "adapters-redis", "adapters-http")
                .flatMap(module -> Sources.of(module, "main").files().stream())
                .filter(source ->
                        source.code().contains("set_config") || source.code().contains("app.current_tenant_id"))
                .toList();
        assertThat(naming).isNotEmpty().allMatch(source -> source.code().contains("package io.conserje.postgres.tx;"));
    }

    private static List<JavaClass> implementationsOf(JavaClass port) {
        return ProductionClasses.ALL.stream()
                .filter(type -> !type.isInterface() && type.isAssignableTo(port.getFullName()))
                .toList();
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ContractsTest::outermost).orElse(type);
    }

    private static String folderOf(JavaClass type) {
        String module = type.getPackageName()
                .substring(ProductionClasses.ROOT.length() + 1)
                .split("\\.", -1)[0];
        return Objects.requireNonNull(FOLDERS.get(module), () -> type.getFullName() + " is in no known module");
    }

    /** The contract of the port, or of another port that mentions it. */
    private static Stream<Source> contractsOf(String port) {
        return CONTRACTS.stream()
                .filter(contract -> contract.type().equals(port + "Contract") || contract.mentions(port));
    }

    /** The public interfaces of the application that adapters implement. */
    private static List<JavaClass> ports() {
        return ProductionClasses.ALL.stream()
                .filter(type ->
                        type.getPackageName().startsWith(ProductionClasses.ROOT + "." + Rules.APPLICATION + "."))
                .filter(type -> type.isInterface()
                        && type.isTopLevelClass()
                        && !type.getSimpleName().equals("package-info"))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !type.getSimpleName().endsWith("Listener") && !WITHOUT.contains(type.getSimpleName()))
                // A sealed interface is a result, which is implemented where it is declared.
                .filter(type -> !type.reflect().isSealed())
                .toList();
    }
}
