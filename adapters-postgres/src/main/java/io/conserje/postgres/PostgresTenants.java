package io.conserje.postgres;

import static io.conserje.postgres.schema.Tables.TENANTS;
import static io.conserje.postgres.schema.Tables.TENANT_USER_IDENTIFIERS;

import io.conserje.application.store.StoreCorruptException;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.OpeningHours;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.domain.tenancy.TenantStatus;
import io.conserje.postgres.tx.Statements;
import io.conserje.postgres.tx.Transactions;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jooq.impl.DSL;

/** The hotels in {@code conserje.tenants}, in the system scope: to find a tenant, none can be known yet. */
final class PostgresTenants implements TenantDirectory, TenantRegistry {

    private static final List<SelectField<?>> COLUMNS = List.of(
            TENANTS.TENANT_ID,
            TENANTS.NAME,
            TENANTS.STATUS,
            TENANTS.BUSINESS_HOURS_START,
            TENANTS.BUSINESS_HOURS_END,
            TENANTS.BUSINESS_HOURS_TIMEZONE);

    private final Transactions transactions;

    PostgresTenants(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Optional<Tenant> find(TenantId id) {
        return system().fetch(DSL.select(COLUMNS).from(TENANTS).where(TENANTS.TENANT_ID.eq(id.value()))).stream()
                .findFirst()
                .map(PostgresTenants::tenant);
    }

    @Override
    public Optional<Tenant> findBy(Identifier identifier) {
        return system()
                .fetch(DSL.select(COLUMNS)
                        .from(TENANTS)
                        .join(TENANT_USER_IDENTIFIERS)
                        .on(TENANT_USER_IDENTIFIERS.TENANT_ID.eq(TENANTS.TENANT_ID))
                        .where(TENANT_USER_IDENTIFIERS.IDENTIFIER.eq(identifier.value()))
                        .and(TENANT_USER_IDENTIFIERS.CHANNEL.eq(
                                identifier.channel().name()))
                        .and(TENANT_USER_IDENTIFIERS.KIND.eq(kind(identifier))))
                .stream()
                .findFirst()
                .map(PostgresTenants::tenant);
    }

    @Override
    public List<Identifier> identifiersOf(TenantId id) {
        return system().fetch(DSL.select(
                                TENANT_USER_IDENTIFIERS.CHANNEL,
                                TENANT_USER_IDENTIFIERS.KIND,
                                TENANT_USER_IDENTIFIERS.IDENTIFIER)
                        .from(TENANT_USER_IDENTIFIERS)
                        .where(TENANT_USER_IDENTIFIERS.TENANT_ID.eq(id.value()))
                        .orderBy(
                                TENANT_USER_IDENTIFIERS.CHANNEL,
                                TENANT_USER_IDENTIFIERS.KIND,
                                TENANT_USER_IDENTIFIERS.IDENTIFIER))
                .map(row -> new Identifier(
                        new Channel(row.value1()),
                        Identifier.Kind.valueOf(row.value2().toUpperCase(Locale.ROOT)),
                        row.value3()));
    }

    @Override
    public List<Tenant> all() {
        return system().fetch(DSL.select(COLUMNS).from(TENANTS).orderBy(TENANTS.TENANT_ID))
                .map(PostgresTenants::tenant);
    }

    @Override
    public Registration register(Tenant tenant) {
        int added = system().execute(DSL.insertInto(TENANTS)
                .set(TENANTS.TENANT_ID, tenant.id().value())
                .set(TENANTS.NAME, tenant.name())
                .set(TENANTS.STATUS, tenant.status().name().toLowerCase(Locale.ROOT))
                .set(TENANTS.BUSINESS_HOURS_START, tenant.hours().opens())
                .set(TENANTS.BUSINESS_HOURS_END, tenant.hours().closes())
                .set(TENANTS.BUSINESS_HOURS_TIMEZONE, tenant.zone().getId())
                .onConflictDoNothing());
        return added == 1 ? Registration.REGISTERED : Registration.ALREADY_THERE;
    }

    @Override
    public Assignment assign(TenantId tenant, Identifier identifier) {
        return transactions.inSystem(statements -> {
            int added = statements.execute(DSL.insertInto(
                            TENANT_USER_IDENTIFIERS,
                            TENANT_USER_IDENTIFIERS.TENANT_ID,
                            TENANT_USER_IDENTIFIERS.CHANNEL,
                            TENANT_USER_IDENTIFIERS.KIND,
                            TENANT_USER_IDENTIFIERS.IDENTIFIER)
                    .select(DSL.select(
                                    TENANTS.TENANT_ID,
                                    DSL.val(identifier.channel().name()),
                                    DSL.val(kind(identifier)),
                                    DSL.val(identifier.value()))
                            .from(TENANTS)
                            .where(TENANTS.TENANT_ID.eq(tenant.value())))
                    .onConflictDoNothing());
            if (added == 1) {
                return Assignment.ASSIGNED;
            }
            return statements
                    .fetch(DSL.select(TENANT_USER_IDENTIFIERS.TENANT_ID)
                            .from(TENANT_USER_IDENTIFIERS)
                            .where(TENANT_USER_IDENTIFIERS.IDENTIFIER.eq(identifier.value()))
                            .and(TENANT_USER_IDENTIFIERS.CHANNEL.eq(
                                    identifier.channel().name()))
                            .and(TENANT_USER_IDENTIFIERS.KIND.eq(kind(identifier))))
                    .stream()
                    .findFirst()
                    .map(row -> row.value1().equals(tenant.value()) ? Assignment.ASSIGNED : Assignment.TAKEN)
                    .orElse(Assignment.NO_SUCH_TENANT);
        });
    }

    private Statements system() {
        return transactions.eachForSystem();
    }

    private static String kind(Identifier identifier) {
        return identifier.kind().name().toLowerCase(Locale.ROOT);
    }

    private static Tenant tenant(Record row) {
        try {
            return new Tenant(
                    new TenantId(row.get(TENANTS.TENANT_ID)),
                    row.get(TENANTS.NAME),
                    TenantStatus.valueOf(row.get(TENANTS.STATUS).toUpperCase(Locale.ROOT)),
                    ZoneId.of(row.get(TENANTS.BUSINESS_HOURS_TIMEZONE)),
                    new OpeningHours(row.get(TENANTS.BUSINESS_HOURS_START), row.get(TENANTS.BUSINESS_HOURS_END)));
        } catch (DateTimeException | IllegalArgumentException failed) {
            throw new StoreCorruptException(
                    "The row of tenant " + row.get(TENANTS.TENANT_ID) + " in conserje.tenants is not a tenant", failed);
        }
    }
}
