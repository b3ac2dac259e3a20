package io.conserje.postgres;

import static io.conserje.postgres.schema.Tables.TENANTS;
import static io.conserje.postgres.schema.Tables.TENANT_AUDIT;
import static io.conserje.postgres.schema.Tables.TENANT_USER_IDENTIFIERS;

import io.conserje.application.store.StoreCorruptException;
import io.conserje.application.tenancy.Actor;
import io.conserje.application.tenancy.TenantAudit;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Record2;
import org.jooq.ResultQuery;
import org.jooq.RowCountQuery;
import org.jooq.SelectField;
import org.jooq.impl.DSL;

/** The hotels in {@code conserje.tenants}, in the system scope: to find a tenant, none can be known yet. */
final class PostgresTenants implements TenantDirectory, TenantRegistry, TenantAudit {

    private static final List<SelectField<?>> COLUMNS = List.of(
            TENANTS.TENANT_ID,
            TENANTS.NAME,
            TENANTS.STATUS,
            TENANTS.BUSINESS_HOURS_START,
            TENANTS.BUSINESS_HOURS_END,
            TENANTS.BUSINESS_HOURS_TIMEZONE);

    /** Of an assignment to which somebody else always comes between. */
    private static final int MAX_TRIES = 5;

    private final Transactions transactions;
    private final Actor actor;

    /** @param actor on whose behalf changes are made */
    PostgresTenants(Transactions transactions, Actor actor) {
        this.transactions = transactions;
        this.actor = actor;
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
                        .where(is(identifier)))
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
        return system().fetch(DSL.select(COLUMNS)
                        .from(TENANTS) // As the ids compare, and not as the database's language would sort them:
                        // pages go on by it.
                        .orderBy(TENANTS.TENANT_ID.collate("C")))
                .map(PostgresTenants::tenant);
    }

    @Override
    public Registration register(Tenant tenant) {
        int added = system().execute(recorded(
                Action.REGISTERED,
                details(tenant),
                DSL.insertInto(TENANTS)
                        .set(TENANTS.TENANT_ID, tenant.id().value())
                        .set(columns(tenant))
                        .onConflictDoNothing()
                        .returningResult(TENANTS.TENANT_ID)));
        return added == 1 ? Registration.REGISTERED : Registration.ALREADY_THERE;
    }

    @Override
    public Optional<Tenant> change(TenantId id, UnaryOperator<Tenant> change) {
        return transactions.inSystem(statements ->
                statements
                        .fetch(DSL.select(COLUMNS)
                                .from(TENANTS)
                                .where(TENANTS.TENANT_ID.eq(id.value()))
                                .forNoKeyUpdate())
                        .stream()
                        .findFirst()
                        .map(PostgresTenants::tenant)
                        .map(before -> changed(before, change.apply(before), statements)));
    }

    private Tenant changed(Tenant before, Tenant after, Statements statements) {
        if (!after.equals(before)) {
            statements.execute(recorded(
                    Action.CHANGED,
                    details(before, after),
                    DSL.update(TENANTS)
                            .set(changed(before, after))
                            .set(TENANTS.UPDATED_AT, DSL.currentOffsetDateTime())
                            .where(TENANTS.TENANT_ID.eq(before.id().value()))
                            .returningResult(TENANTS.TENANT_ID)));
        }
        return after;
    }

    /** No column that is to stay: a name that was kept in another time may not be as it is read. */
    private static Map<Field<?>, Object> changed(Tenant before, Tenant after) {
        Map<Field<?>, Object> changed = new HashMap<>(columns(after));
        changed.entrySet().removeAll(columns(before).entrySet());
        return changed;
    }

    private static Map<Field<?>, Object> columns(Tenant tenant) {
        return Map.of(
                TENANTS.NAME, tenant.name(),
                TENANTS.STATUS, tenant.status().name().toLowerCase(Locale.ROOT),
                TENANTS.BUSINESS_HOURS_START, tenant.hours().opens(),
                TENANTS.BUSINESS_HOURS_END, tenant.hours().closes(),
                TENANTS.BUSINESS_HOURS_TIMEZONE, tenant.zone().getId());
    }

    @Override
    public Removal remove(TenantId tenant, Identifier identifier) {
        int removed = system().execute(recorded(
                Action.REMOVED,
                details(identifier),
                DSL.deleteFrom(TENANT_USER_IDENTIFIERS)
                        .where(TENANT_USER_IDENTIFIERS.TENANT_ID.eq(tenant.value()))
                        .and(is(identifier))
                        .returningResult(TENANT_USER_IDENTIFIERS.TENANT_ID)));
        return removed == 1 ? Removal.REMOVED : Removal.NOT_ASSIGNED;
    }

    /** All in one transaction, each of whose statements sees what others have committed before it. */
    @Override
    public Assignment assign(TenantId tenant, Identifier identifier) {
        return transactions.inSystem(statements -> {
            for (int tries = 0; tries < MAX_TRIES; tries++) {
                if (statements.execute(assigning(tenant, identifier)) == 1) {
                    return Assignment.ASSIGNED;
                }
                Record2<Boolean, String> present =
                        statements.fetch(ownerOf(identifier, tenant)).getFirst();
                if (!present.value1()) {
                    return Assignment.NO_SUCH_TENANT;
                }
                if (present.value2() != null) {
                    return present.value2().equals(tenant.value()) ? Assignment.ASSIGNED : Assignment.TAKEN;
                }
                // Whoever had it a moment ago has it no more.
            }
            return Assignment.TAKEN;
        });
    }

    private RowCountQuery assigning(TenantId tenant, Identifier identifier) {
        return recorded(
                Action.ASSIGNED,
                details(identifier),
                DSL.insertInto(
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
                        .onConflictDoNothing()
                        .returningResult(TENANT_USER_IDENTIFIERS.TENANT_ID));
    }

    /** Whether there is such a tenant, and who has the identifier, if anybody: at one moment. */
    private static ResultQuery<Record2<Boolean, String>> ownerOf(Identifier identifier, TenantId tenant) {
        return DSL.select(
                DSL.field(DSL.exists(DSL.selectOne().from(TENANTS).where(TENANTS.TENANT_ID.eq(tenant.value())))),
                DSL.field(DSL.select(TENANT_USER_IDENTIFIERS.TENANT_ID)
                        .from(TENANT_USER_IDENTIFIERS)
                        .where(is(identifier))));
    }

    @Override
    public List<Entry> of(TenantId tenant, int most) {
        if (most < 1 || most > 1000) {
            throw new IllegalArgumentException("1 to 1000 changes can be asked for, not " + most);
        }
        return transactions
                .each(tenant)
                .fetch(DSL.select(
                                TENANT_AUDIT.CHANGED_AT, TENANT_AUDIT.ACTOR, TENANT_AUDIT.ACTION, TENANT_AUDIT.DETAILS)
                        .from(TENANT_AUDIT)
                        .where(TENANT_AUDIT.TENANT_ID.eq(tenant.value()))
                        .orderBy(TENANT_AUDIT.ID.desc())
                        .limit(most))
                .map(row -> new Entry(
                        tenant,
                        row.value1().toInstant(),
                        new Actor(row.value2()),
                        Action.valueOf(row.value3().toUpperCase(Locale.ROOT)),
                        row.value4().data()));
    }

    /** The change and its record in one statement: neither is there without the other. */
    private RowCountQuery recorded(Action action, Field<JSONB> details, ResultQuery<Record1<String>> change) {
        CommonTableExpression<Record1<String>> changed =
                DSL.name("changed").fields("tenant_id").as(change);
        return DSL.with(changed)
                .insertInto(
                        TENANT_AUDIT,
                        TENANT_AUDIT.TENANT_ID,
                        TENANT_AUDIT.ACTOR,
                        TENANT_AUDIT.ACTION,
                        TENANT_AUDIT.DETAILS)
                .select(DSL.select(
                                changed.field("tenant_id", String.class),
                                DSL.val(actor.name()),
                                DSL.val(action.name().toLowerCase(Locale.ROOT)),
                                details)
                        .from(changed));
    }

    private static Condition is(Identifier identifier) {
        return TENANT_USER_IDENTIFIERS
                .IDENTIFIER
                .eq(identifier.value())
                .and(TENANT_USER_IDENTIFIERS.CHANNEL.eq(identifier.channel().name()))
                .and(TENANT_USER_IDENTIFIERS.KIND.eq(kind(identifier)));
    }

    private static Field<JSONB> details(Tenant tenant) {
        return DSL.jsonbObject(described(tenant).entrySet().stream()
                .map(part -> DSL.key(part.getKey()).value(DSL.val(part.getValue())))
                .toList());
    }

    private static Field<JSONB> details(Tenant before, Tenant after) {
        Map<String, String> was = described(before);
        return DSL.jsonbObject(described(after).entrySet().stream()
                .filter(part -> !part.getValue().equals(was.get(part.getKey())))
                .map(part -> DSL.key(part.getKey())
                        .value(DSL.jsonbObject(
                                DSL.key("before").value(DSL.val(was.get(part.getKey()))),
                                DSL.key("after").value(DSL.val(part.getValue())))))
                .toList());
    }

    /** By the names that HTTP and the command line have for them. */
    private static Map<String, String> described(Tenant tenant) {
        return Map.of(
                "name", tenant.name(),
                "status", tenant.status().name().toLowerCase(Locale.ROOT),
                "zone", tenant.zone().getId(),
                "opens", tenant.hours().opens().toString(),
                "closes", tenant.hours().closes().toString());
    }

    /** Never the value, which may be a person's. */
    private static Field<JSONB> details(Identifier identifier) {
        return DSL.jsonbObject(
                DSL.key("channel").value(DSL.val(identifier.channel().name())),
                DSL.key("kind").value(DSL.val(kind(identifier))));
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
                    Printable.of(row.get(TENANTS.NAME)),
                    TenantStatus.valueOf(row.get(TENANTS.STATUS).toUpperCase(Locale.ROOT)),
                    ZoneId.of(row.get(TENANTS.BUSINESS_HOURS_TIMEZONE)),
                    new OpeningHours(row.get(TENANTS.BUSINESS_HOURS_START), row.get(TENANTS.BUSINESS_HOURS_END)));
        } catch (DateTimeException | IllegalArgumentException failed) {
            throw new StoreCorruptException(
                    "The row of tenant " + row.get(TENANTS.TENANT_ID) + " in conserje.tenants is not a tenant", failed);
        }
    }
}
