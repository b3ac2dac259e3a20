package io.conserje.library;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.conserje.postgres.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

class DatabaseProbeTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @ParameterizedTest
    @CsvSource({
        "preferQueryMode, simple, preferQueryMode",
        "autosave, always, autosave",
        "autosave, conservative, autosave",
        "prepareThreshold, -1, prepareThreshold",
        "stringtype, unspecified, stringtype"
    })
    void refusesADriverThatSendsTheTenantApart(String parameter, String value, String named) {
        try (HikariDataSource pool = pool(parameter, value)) {
            Conserje.Builder builder = Conserje.on(pool);
            assertThatIllegalStateException()
                    .isThrownBy(builder::build)
                    .withMessageContaining(named)
                    .withMessageContaining("Remove");
        }
    }

    @ParameterizedTest
    @CsvSource({"preferQueryMode, extended", "autosave, never", "prepareThreshold, 1", "stringtype, varchar"})
    void acceptsOtherValues(String parameter, String value) {
        try (HikariDataSource pool = pool(parameter, value);
                Conserje conserje = Conserje.on(pool).build()) {
            conserje.tenants();
        }
    }

    @Test
    void refusesALoginThatRowSecurityDoesNotBind() {
        Conserje.Builder builder = Conserje.on(DATABASE.owner());
        assertThatIllegalStateException()
                .isThrownBy(builder::build)
                .withMessageContaining("row level security does not bind it")
                .withMessageContaining("db login create");
        builder.unboundLogin(UnboundLogin.WARN).build().close();
    }

    @Test
    void aDatabaseThatIsAwayIsNotLookedAt() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setURL("jdbc:postgresql://127.0.0.1:1/none?connectTimeout=1");
        Conserje.on(nowhere).build().close();
    }

    private static HikariDataSource pool(String parameter, String value) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + DATABASE.port() + "/postgres");
        config.setUsername("conserje_app");
        config.setMaximumPoolSize(3);
        config.addDataSourceProperty(parameter, value);
        return new HikariDataSource(config);
    }
}
