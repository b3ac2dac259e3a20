package io.conserje.bootstrap.cli;

import io.conserje.domain.dlq.Warrant;
import picocli.CommandLine.Option;

/** The options that say who decides, and why. */
final class WarrantOptions {

    @Option(names = "--why", paramLabel = "TEXT", required = true, description = "The reason, which is recorded.")
    private String why = "";

    @Option(
            names = "--by",
            paramLabel = "WHO",
            defaultValue = "${sys:user.name}",
            description = "The person who decides, which is recorded (default: ${DEFAULT-VALUE}).")
    private String by = "";

    /** @throws UsageException if a warrant cannot have these values */
    Warrant read() {
        return read(by, why);
    }

    /** @throws UsageException if a warrant cannot have these values */
    static Warrant read(String by, String why) {
        return Usage.of("--by, --why", why, text -> new Warrant(by, text));
    }
}
