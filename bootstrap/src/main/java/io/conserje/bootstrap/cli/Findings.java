package io.conserje.bootstrap.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What is bad about a server: errors, with which the service does not work, and warnings. Not thread-safe. */
class Findings {

    private static final Duration SLOW = Duration.ofMillis(100);
    private static final Duration SKEW = Duration.ofSeconds(2);

    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    final void error(String finding) {
        errors.add(finding);
    }

    final void warning(String finding) {
        warnings.add("warning: " + finding);
    }

    final void note(String text) {
        warnings.add(text);
    }

    final void judgeRoundTrip(Duration roundTrip) {
        if (roundTrip.compareTo(SLOW) > 0) {
            warning("a round trip takes " + roundTrip.toMillis() + " ms, and a message needs several:"
                    + " run the service in the region of the server");
        }
    }

    /** @param ahead of this machine's clock; negative if behind */
    final void judgeClock(Duration ahead) {
        if (ahead.abs().compareTo(SKEW) > 0) {
            warning("the clocks are apart: the server's is " + Math.round(millis(ahead.abs()) / 100) / 10.0 + " s "
                    + (ahead.isNegative() ? "behind" : "ahead of")
                    + " this machine's. Synchronise both (timedatectl shows this machine's state)");
        }
    }

    static double millis(Duration duration) {
        return Math.round(duration.toNanos() / 10_000.0) / 100.0;
    }

    final List<String> errors() {
        return Collections.unmodifiableList(errors);
    }

    final List<String> warnings() {
        return Collections.unmodifiableList(warnings);
    }
}
