package io.conserje.postgres.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Fresh;
import io.conserje.application.tenancy.Actor;
import io.conserje.application.tenancy.TenantAudit;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.tenancy.TenantDirectoryContract;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.application.tenancy.TenantRegistry.Assignment;
import io.conserje.application.tenancy.TenantRegistry.Removal;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.ZoneId;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresTenantsTest implements TenantDirectoryContract {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @Override
    public TenantDirectory directory() {
        return DATABASE.adapters().directory();
    }

    @Override
    public TenantRegistry registry(Actor actor) {
        return DATABASE.adapters().registry(actor);
    }

    @Override
    public TenantAudit audit() {
        return DATABASE.adapters().audit();
    }

    @Test
    void anOldNameWithControlCharactersIsReadAndNotRewritten() {
        TenantId sur = registered("Sur");
        DATABASE.asOwner(
                "update conserje.tenants set name = 'Sur' || chr(7) where tenant_id = ? returning 1", sur.value());
        ZoneId zone = ZoneId.of("Europe/Madrid");
        registry(Actor.LIBRARY).change(sur, was -> new Tenant(was.id(), was.name(), was.status(), zone, was.hours()));
        assertThat(directory().find(sur).orElseThrow().zone()).isEqualTo(zone);
        assertThat(directory().find(sur).orElseThrow().name()).isEqualTo("Sur?");
        assertThat(DATABASE.asOwner(
                        "select name = 'Sur' || chr(7) from conserje.tenants where tenant_id = ?", sur.value()))
                .containsExactly("t");
    }

    @Test
    void anIdentifierRemovedDuringAnAssignmentIsAssigned() {
        TenantId sur = registered("Sur");
        TenantId norte = registered("Norte");
        Identifier line = Identifier.phoneNumberId(Channel.WHATSAPP, Fresh.digits());
        registry(Actor.LIBRARY).assign(sur, line);
        TenantRegistry overtaken = overtakenBy(() -> registry(Actor.LIBRARY).remove(sur, line));

        assertThat(overtaken.assign(norte, line)).isEqualTo(Assignment.ASSIGNED);
        assertThat(directory().identifiersOf(norte)).containsExactly(line);
    }

    @Test
    void anIdentifierThatKeepsChangingOwnersIsReportedTaken() {
        TenantId sur = registered("Sur");
        TenantId norte = registered("Norte");
        Identifier line = Identifier.phoneNumberId(Channel.WHATSAPP, Fresh.digits());
        registry(Actor.LIBRARY).assign(sur, line);
        // The identifier is assigned at each insert, and gone when its owner is read.
        TenantRegistry overtaken = overtakenBy(() -> {
            if (registry(Actor.LIBRARY).remove(sur, line) == Removal.NOT_ASSIGNED) {
                registry(Actor.LIBRARY).assign(sur, line);
            }
        });

        assertThat(overtaken.assign(norte, line)).isEqualTo(Assignment.TAKEN);
        assertThat(directory().identifiersOf(norte)).isEmpty();
    }

    private TenantId registered(String name) {
        TenantId tenant = Fresh.tenant();
        registry(Actor.LIBRARY).register(Tenant.named(tenant, name));
        return tenant;
    }

    /** A registry. {@code event} happens before each statement of its transactions but the first. */
    private static TenantRegistry overtakenBy(Runnable event) {
        DataSource connections = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Connection real = DATABASE.app().getConnection();
                    AtomicInteger statements = new AtomicInteger();
                    return Proxy.newProxyInstance(
                            Connection.class.getClassLoader(),
                            new Class<?>[] {Connection.class},
                            (connection, called, with) -> {
                                if (called.getName().equals("prepareStatement") && statements.getAndIncrement() > 0) {
                                    event.run();
                                }
                                return called.invoke(real, with);
                            });
                });
        return new PostgresAdapters(connections, Timeouts.DEFAULT, UUID::randomUUID).registry();
    }
}
