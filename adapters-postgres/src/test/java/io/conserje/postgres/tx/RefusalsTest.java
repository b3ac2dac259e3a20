package io.conserje.postgres.tx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.Intake.Arrival;
import io.conserje.application.process.DatabaseClosedException;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A statement that PostgreSQL refuses while the database is closed says that it is closed. */
class RefusalsTest {

    private static final TenantId SUR = new TenantId("hotel-sur");
    private static final TenantId NORTE = new TenantId("hotel-norte");

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final PostgresAdapters adapters = DATABASE.adapters();

    @BeforeEach
    void twoHotels() {
        DATABASE.empty();
        DATABASE.givenTenants(SUR, NORTE);
    }

    @AfterEach
    void open() {
        DATABASE.run("grant insert on conserje.inbox to conserje_tenant, conserje_system;"
                + " truncate conserje.closures; update conserje.schema_epoch set epoch = 1, oldest_process = 1");
    }

    private static void raiseFence() {
        DATABASE.run("revoke insert on conserje.inbox from conserje_tenant, conserje_system");
    }

    private static void close(String scope) {
        DATABASE.run("insert into conserje.closures (scope, kind, reason) values ('" + scope + "', 'frozen', 'moves')");
    }

    private static InboundMessage message() {
        return new InboundMessage(
                new ProviderMessageId(UUID.randomUUID().toString()),
                Fresh.guest(),
                null,
                new MessageContent.Text("Hola"),
                Instant.EPOCH);
    }

    private ThrowingCallable accepting() {
        return () -> adapters.intake().accept(List.of(new Arrival(SUR, message())));
    }

    @Test
    void aFenceWithAClosureIsAClosedDatabase() {
        raiseFence();
        close("*");

        assertThatThrownBy(accepting())
                .isInstanceOfSatisfying(
                        DatabaseClosedException.class,
                        closed -> assertThat(closed.hotel()).isNull())
                .hasMessageContaining("moves")
                .hasMessageContaining("Try again later");
        assertThatThrownBy(() -> adapters.inbox(SUR).accept(List.of(message())))
                .isInstanceOf(DatabaseClosedException.class);
        assertThatThrownBy(() ->
                        adapters.transactions().in(SUR, scope -> scope.inbox().accept(List.of(message()))))
                .isInstanceOf(DatabaseClosedException.class);
    }

    @Test
    void aFenceOfOneHotelNamesTheHotel() {
        raiseFence();
        close("hotel-sur");

        assertThatThrownBy(() -> adapters.inbox(SUR).accept(List.of(message())))
                .isInstanceOfSatisfying(
                        DatabaseClosedException.class,
                        closed -> assertThat(closed.hotel()).isEqualTo(SUR));
        assertThatThrownBy(() -> adapters.inbox(NORTE).accept(List.of(message())))
                .isExactlyInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRefusalInAnOpenDatabaseStaysAMistake() {
        raiseFence();

        assertThatThrownBy(accepting())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SQLState 42501");
    }

    @Test
    void aProcessThatIsTooOldIsRefusedByTheSchema() {
        DATABASE.run("update conserje.schema_epoch set epoch = 2, oldest_process = 2");
        raiseFence();

        assertThatThrownBy(accepting())
                .isInstanceOf(DatabaseClosedException.class)
                .hasMessageContaining("needs a newer version");
    }

    @Test
    void closedHotelsAreNotClaimed() {
        adapters.inbox(SUR).accept(List.of(message()));
        adapters.inbox(NORTE).accept(List.of(message()));

        var claimed = adapters.turns(() -> Set.of(SUR)).claim(10, Duration.ofMinutes(1));
        assertThat(claimed).singleElement().satisfies(turn -> {
            assertThat(turn.tenant()).isEqualTo(NORTE);
            adapters.turns().finish(turn, List.of(new Reply("Hola")));
        });
        var rest = adapters.turns(Set::of).claim(10, Duration.ofMinutes(1));
        assertThat(rest).singleElement().satisfies(turn -> {
            assertThat(turn.tenant()).isEqualTo(SUR);
            adapters.turns().finish(turn, List.of(new Reply("Hola")));
        });
        assertThat(adapters.replies(() -> Set.of(SUR)).claim(10, Duration.ofMinutes(1)))
                .singleElement()
                .satisfies(reply -> assertThat(reply.tenant()).isEqualTo(NORTE));
    }
}
