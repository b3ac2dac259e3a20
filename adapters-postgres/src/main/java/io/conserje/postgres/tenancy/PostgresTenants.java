package io.conserje.postgres.tenancy;

import static io.conserje.postgres.schema.Tables.GUEST_QUEUES;
import static io.conserje.postgres.schema.Tables.TENANTS;
import static io.conserje.postgres.schema.Tables.TENANT_AUDIT;
import static io.conserje.postgres.schema.Tables.TENANT_USER_IDENTIFIERS;

import io.conserje.application.messaging.Faults;
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
import io.conserje.postgres.sql.Printable;
import io.conserje.postgres.sql.ServerTime;
import io.conserje.postgres.tx.Statements;
import io.conserje.postgres.tx.Transactions;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
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

/**
 * Hotels in {@code conserje.tenants}. They are read and changed in the system scope, since a hotel must be found before
 * a scope of its own can be opened.
 */
public final class PostgresTenants implements TenantDirectory, TenantRegistry, TenantAudit {

    private static final List<SelectField<?>> COLUMNS = List.of(
            TENANTS.TENANT_ID,
            TENANTS.NAME,
            TENANTS.STATUS,
            TENANTS.BUSINESS_HOURS_START,
            TENANTS.BUSINESS_HOURS_END,
            TENANTS.BUSINESS_HOURS_TIMEZONE,
            TENANTS.SHARE);

    private static final int MAX_CHANGES = 1000;

    /** The attempts at an assignment that other clients keep interfering with. */
    private static final int MAX_ATTEMPTS = 5;

    private final Transactions transactions;
    private final Actor actor;

    /** @param actor who makes the changes, for the audit */
    public PostgresTenants(Transactions transactions, Actor actor) {
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
                        .from(TENANTS)
                        // Compares ids as Java does, and not by the database's language: pages go on after an id.
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
                        .set(TENANTS.SHARE, tenant.share())
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
                        .map(before -> record(before, change.apply(before), statements)));
    }

    private Tenant record(Tenant before, Tenant after, Statements statements) {
        if (!after.equals(before)) {
            statements.execute(recorded(
                    Action.CHANGED,
                    details(before, after),
                    DSL.update(TENANTS)
                            .set(changedColumns(before, after))
                            .set(TENANTS.UPDATED_AT, DSL.currentOffsetDateTime())
                            .where(TENANTS.TENANT_ID.eq(before.id().value()))
                            .returningResult(TENANTS.TENANT_ID)));
        }
        if (after.isActive() && !before.isActive()) {
            statements.execute(DSL.update(GUEST_QUEUES)
                    .set(GUEST_QUEUES.DUE_AT, ServerTime.NOW)
                    .where(GUEST_QUEUES.TENANT_ID.eq(after.id().value()))
                    .and(GUEST_QUEUES.HELD.eq(Faults.INACTIVE))
                    .and(DSL.not(GUEST_QUEUES.READY)));
        }
        return after;
    }

    /** Leaves out unchanged columns: an old name may be stored with characters that are not read. */
    private static Map<Field<?>, Object> changedColumns(Tenant before, Tenant after) {
        Map<Field<?>, Object> changed = new HashMap<>(columns(after));
        changed.entrySet().removeAll(columns(before).entrySet());
        if (!Objects.equals(after.share(), before.share())) {
            changed.put(TENANTS.SHARE, DSL.val(after.share(), TENANTS.SHARE));
        }
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

    /** One transaction. Each of its statements sees what other clients have committed before it. */
    @Override
    public Assignment assign(TenantId tenant, Identifier identifier) {
        return transactions.inSystem(statements -> {
            for (int i = 0; i < MAX_ATTEMPTS; i++) {
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
                // Another hotel had the identifier, and has given it back since.
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

    /** Whether the tenant exists, and which tenant has the identifier, in one snapshot. */
    private static ResultQuery<Record2<Boolean, String>> ownerOf(Identifier identifier, TenantId tenant) {
        return DSL.select(
                DSL.field(DSL.exists(DSL.selectOne().from(TENANTS).where(TENANTS.TENANT_ID.eq(tenant.value())))),
                DSL.field(DSL.select(TENANT_USER_IDENTIFIERS.TENANT_ID)
                        .from(TENANT_USER_IDENTIFIERS)
                        .where(is(identifier))));
    }

    @Override
    public List<Entry> of(TenantId tenant, int max) {
        if (max < 1 || max > MAX_CHANGES) {
            throw new IllegalArgumentException("`max` is 1 to " + MAX_CHANGES + " changes, was " + max + ".");
        }
        return transactions
                .each(tenant)
                .fetch(DSL.select(
                                TENANT_AUDIT.CHANGED_AT, TENANT_AUDIT.ACTOR, TENANT_AUDIT.ACTION, TENANT_AUDIT.DETAILS)
                        .from(TENANT_AUDIT)
                        .where(TENANT_AUDIT.TENANT_ID.eq(tenant.value()))
                        .orderBy(TENANT_AUDIT.ID.desc())
                        .limit(max))
                .map(row -> new Entry(
                        tenant,
                        row.value1().toInstant(),
                        new Actor(row.value2()),
                        Action.valueOf(row.value3().toUpperCase(Locale.ROOT)),
                        row.value4().data()));
    }

    /** The change and its audit entry in one statement. */
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
        Map<String, String> is = described(after);
        return DSL.jsonbObject(Stream.concat(was.keySet().stream(), is.keySet().stream())
                .distinct()
                .filter(part -> !Objects.equals(is.get(part), was.get(part)))
                .map(part -> DSL.key(part)
                        .value(DSL.jsonbObject(
                                DSL.key("before").value(DSL.val(was.get(part))),
                                DSL.key("after").value(DSL.val(is.get(part))))))
                .toList());
    }

    /** The parts of a tenant by their names in HTTP and in the command line. */
    private static Map<String, String> described(Tenant tenant) {
        Map<String, String> parts = new HashMap<>();
        parts.put("name", tenant.name());
        parts.put("status", tenant.status().name().toLowerCase(Locale.ROOT));
        parts.put("zone", tenant.zone().getId());
        parts.put("opens", tenant.hours().opens().toString());
        parts.put("closes", tenant.hours().closes().toString());
        if (tenant.share() != null) {
            parts.put("share", tenant.share().toString());
        }
        return parts;
    }

    /** Without the identifier's value, which may be personal data. */
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
                    new OpeningHours(row.get(TENANTS.BUSINESS_HOURS_START), row.get(TENANTS.BUSINESS_HOURS_END)),
                    row.get(TENANTS.SHARE));
        } catch (DateTimeException | IllegalArgumentException failed) {
            throw new StoreCorruptException(
                    "The row of tenant " + row.get(TENANTS.TENANT_ID) + " in conserje.tenants is not valid.", failed);
        }
    }
}
