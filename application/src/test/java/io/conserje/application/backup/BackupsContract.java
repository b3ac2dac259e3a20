package io.conserje.application.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The laws of {@link Backups}. */
public interface BackupsContract {

    Backups backups();

    /** Removes every record of a backup. */
    void forgetBackups();

    /**
     * Records a backup.
     *
     * @param age the time since its rows were read
     */
    void givenBackup(Duration age, boolean allHotels);

    @BeforeEach
    default void begin() {
        forgetBackups();
    }

    @Test
    default void withoutABackupThereIsNoAge() {
        assertThat(backups().age()).isEmpty();
    }

    @Test
    default void theNewestBackupCounts() {
        givenBackup(Duration.ofDays(3), true);
        givenBackup(Duration.ofHours(2), true);
        givenBackup(Duration.ofDays(1), true);
        assertThat(backups().age())
                .hasValueSatisfying(age -> assertThat(age).isBetween(Duration.ofHours(2), Duration.ofHours(3)));
    }

    @Test
    default void aBackupOfSomeHotelsDoesNotCount() {
        givenBackup(Duration.ofMinutes(1), false);
        assertThat(backups().age()).isEmpty();
    }
}
