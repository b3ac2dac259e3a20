package io.conserje.application.dlq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterFilterTest {

    @Test
    void eachPartNarrows() {
        LetterFilter narrowed = LetterFilter.ALL.failedFor("pms_unavailable").agedAtLeast(Duration.ofHours(2));
        assertThat(narrowed.reason()).isEqualTo("pms_unavailable");
        assertThat(narrowed.age()).isEqualTo(Duration.ofHours(2));
    }

    /** It would mean no letter, and whoever asks would take that for an answer. */
    @ParameterizedTest
    @ValueSource(strings = {"", "PMS_UNAVAILABLE", "pms-unavailable"})
    void refusesAnInvalidReason(String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LetterFilter.ALL.failedFor(reason))
                .withMessageContaining("Example: pms_unavailable");
    }
}
