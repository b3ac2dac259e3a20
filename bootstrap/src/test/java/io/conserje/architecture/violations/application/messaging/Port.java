package io.conserje.architecture.violations.application.messaging;

import io.conserje.architecture.violations.application.receptionist.Helpful;
import java.sql.Connection;
import java.util.Optional;
import java.util.function.Consumer;

/** Speaks of a technology, also in a type argument, takes an Optional, and knows a feature that it may not know. */
public interface Port {

    void save(Connection connection);

    void each(Consumer<Connection> connections);

    void find(Optional<String> name);

    Helpful help();
}
