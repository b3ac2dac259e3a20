package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "env",
                "env check",
                "db",
                "db migrate",
                "db status",
                "db rollback",
                "db seed",
                "dlq",
                "dlq list",
                "dlq show",
                "dlq redrive",
                "dlq discard"
            })
    void everyCommandHasHelp(String command) {
        Run run = conserje((command + " --help").strip().split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains(("Usage: conserje " + command).strip()).contains("--help");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void withoutASubcommandItShowsTheSubcommands() {
        assertThat(conserje().out()).contains("env").contains("db").contains("Exit codes:");
        assertThat(conserje("db").exitCode()).isEqualTo(2);
        assertThat(conserje("db").err()).contains("migrate, status, rollback, seed");
    }

    @Test
    void anUnknownCommandOrOptionIsAUsageError() {
        assertThat(conserje("dbb").exitCode()).isEqualTo(2);
        assertThat(conserje("dbb").err()).contains("db");
        assertThat(conserje("db", "migrate", "--nonsense").exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dlq show nope",
                "dlq redrive nope --why test",
                "dlq discard nope --why test",
                "replies resend nope --why test",
                "replies discard nope --why test",
                "replies show nope",
                "replies list --after nope",
                "queue show nope --tenant hotel-sur",
                "queue cancel nope --tenant hotel-sur --why test"
            })
    void saysWhichIdIsNone(String command) {
        Run run = conserje(command.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("\"nope\" is no id. An id looks like ").doesNotContain("java.lang");
    }

    @Test
    void showsItsVersion() {
        assertThat(conserje("--version").out()).startsWith("conserje ");
    }

    private static Run conserje(String... arguments) {
        return Run.of(Map.of(), Path.of("unused"), arguments);
    }
}
