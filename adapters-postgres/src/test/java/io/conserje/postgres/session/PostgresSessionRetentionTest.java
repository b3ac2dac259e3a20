package io.conserje.postgres.session;

import static io.conserje.postgres.schema.Tables.SESSIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.session.SessionRetention;
import io.conserje.application.session.SessionRetentionContract;
import io.conserje.application.session.Sessions;
import io.conserje.domain.session.Session;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresSessionRetentionTest implements SessionRetentionContract {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @Test
    void theDatabaseRefusesToRemoveALiveSession() {
        TenantId hotel = Fresh.tenant();
        givenTenants(hotel);
        sessions().save(Session.fresh(hotel, Fresh.guest()), LASTING);
        sessions().save(Session.fresh(hotel, Fresh.guest()), BRIEF);
        letPass(BRIEF.value());
        int removed =
                transactions().eachForSystem().execute(DSL.deleteFrom(SESSIONS).where(DSL.trueCondition()));
        assertThat(removed).isOne();
        assertThat(sessions().active(Set.of(hotel))).isOne();
    }

    /** The guest writes again when the sweep has just found the session expired. */
    @Test
    void aSessionSavedDuringASweepStays() throws Exception {
        TenantId hotel = Fresh.tenant();
        givenTenants(hotel);
        sessions().save(Session.fresh(hotel, Fresh.guest()), BRIEF);
        letPass(BRIEF.value());
        CompletableFuture<Integer> sweep = transactions().<CompletableFuture<Integer>>in(hotel, statements -> {
            statements.execute(DSL.update(SESSIONS)
                    .set(SESSIONS.EXPIRES_AT, OffsetDateTime.now(ZoneOffset.UTC).plusHours(1))
                    .where(SESSIONS.TENANT_ID.eq(hotel.value())));
            CompletableFuture<Integer> begun = CompletableFuture.supplyAsync(
                    () -> retention().removeExpired(10),
                    work -> Thread.ofVirtual().start(work));
            DATABASE.awaitBlockedStatement();
            return begun;
        });
        assertThat(sweep.get(30, TimeUnit.SECONDS)).isZero();
        assertThat(sessions().active(Set.of(hotel))).isOne();
    }

    private static Transactions transactions() {
        return new Transactions(DATABASE.app(), Timeouts.DEFAULT);
    }

    @Override
    public SessionRetention retention() {
        return DATABASE.adapters().sessionRetention();
    }

    @Override
    public Sessions sessions() {
        return DATABASE.adapters().sessions();
    }

    @Override
    public long stored() {
        return Long.parseLong(TestDatabase.query(DATABASE.owner(), "select count(*) from conserje.sessions")
                .getFirst());
    }

    @Override
    public void letPass(Duration duration) {
        DATABASE.letPass(duration);
    }

    @Override
    public void emptyStore() {
        DATABASE.empty();
    }

    @Override
    public void givenTenants(TenantId... tenants) {
        DATABASE.givenTenants(tenants);
    }
}
