package io.conserje.db.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A hotel that has moved stays frozen in its old database for days. Sweeps go on for the hotels beside it. */
class SweepsBesideFrozenHotelTest {

    private static final TenantId MOVED = new TenantId("hotel-norte");
    private static final TenantId STAYS = new TenantId("hotel-sur");
    private static final Duration AGE = Duration.ofDays(30);

    /** Of each kind that a sweep ends or removes, one of a hotel. */
    private static final String LEFTOVERS = """
            insert into conserje.inbox
              (tenant_id, message_id, channel, provider_id, guest, content_type, body, sent_at, received_at, state, ended_at)
            select '$hotel', gen_random_uuid(), 'whatsapp', 'wamid.' || state, '+5491112345678', 'text', 'Hola', long_ago,
              long_ago, state, long_ago
            from (values ('handled'), ('failed')) s (state), (select now() - interval '400 days' as long_ago) t;
            insert into conserje.dlq_permanent_failures
              (tenant_id, id, channel, created_at, message, reason, error, attempts, state, settled_at)
            select '$hotel', gen_random_uuid(), 'whatsapp', long_ago, '{}', 'test_failed', 'on purpose', 1, state, settled_at
            from (select now() - interval '400 days' as long_ago) t,
              lateral (values ('buried', null), ('discarded', long_ago)) s (state, settled_at);
            insert into conserje.sessions (tenant_id, channel, guest, version, attributes, expires_at)
            values ('$hotel', 'whatsapp', '+5491112345678', 1, '{}', now() - interval '400 days');
            insert into conserje.leases (tenant_id, name, fence, expires_at)
            values ('$hotel', 'report', 1, now() - interval '400 days');
            insert into conserje.fences (tenant_id, resource_id, fence, seen_at)
            values ('$hotel', 'room-101', 1, now() - interval '400 days');
            insert into conserje.lock_audit (tenant_id, resource_id, acquired_at, event, holder)
            values ('$hotel', 'room-101', now() - interval '400 days', 'acquired', 'ana')
            """;

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final PostgresAdapters adapters = DATABASE.adapters();

    @BeforeEach
    void oneOfTwoHotelsHasMoved() throws SQLException {
        DATABASE.empty();
        DATABASE.givenTenants(MOVED, STAYS);
        for (TenantId hotel : List.of(MOVED, STAYS)) {
            DATABASE.run(LEFTOVERS.replace("$hotel", hotel.value()));
        }
        try (Session owner = Session.open(DATABASE.owner())) {
            Scope moved = new Scope(List.of(MOVED.value()));
            new Closures(owner, moved).put(Closures.Kind.FROZEN, "moved");
            new HotelsFence(owner, moved).raise();
        }
    }

    @AfterEach
    void thaw() throws SQLException {
        TransferDatabases.thaw(DATABASE.owner());
    }

    @Test
    void sweepsMessagesAndDeadLettersOfTheOthers() {
        assertThat(adapters.retention().abandonLetters(AGE, 10)).isOne();
        assertThat(adapters.retention().removeLetters(AGE, 10)).isOne();
        assertThat(adapters.retention().removeMessages(AGE, 10)).isOne();
    }

    @Test
    void sweepsSessionsOfTheOthers() {
        assertThat(adapters.sessionRetention().removeExpired(10)).isOne();
    }

    @Test
    void sweepsLocksOfTheOthers() {
        assertThat(adapters.lockAudit().forget(AGE, 10)).isOne();
        assertThat(adapters.lockRetention().removeLeases(AGE, 10)).isOne();
        assertThat(adapters.lockRetention().removeFences(AGE, 10)).isOne();
    }
}
