package io.conserje.postgres.tx;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.postgres.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class EpochTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @Test
    void theEpochIsThatOfTheChangeSets() {
        assertThat(DATABASE.asOwner("select epoch::text from conserje.schema_epoch"))
                .as("Epoch.ofProcess() follows the change sets")
                .containsExactly(String.valueOf(Epoch.ofProcess()));
        assertThat(Epoch.oldestSchema()).isBetween(1, Epoch.ofProcess());
    }
}
