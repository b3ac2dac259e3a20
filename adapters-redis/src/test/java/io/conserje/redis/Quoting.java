package io.conserje.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Consumer;

/** Checks that the stack trace of an exception contains no secrets. */
final class Quoting {

    private Quoting() {}

    static Consumer<Throwable> noneOf(String... secrets) {
        return thrown -> {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).doesNotContain(secrets);
        };
    }
}
