package io.conserje.postgres.queue;

import io.conserje.application.messaging.LineRates;
import io.conserje.application.messaging.ReplyRates;
import io.conserje.application.tenancy.Actor;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Transactions;
import java.util.List;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** Rates in the rows of {@code conserje.reply_rates} that name no guest; the audit is {@code conserje.tenant_audit}. */
public final class PostgresLineRates implements LineRates {

    private record Setting(
            TenantId tenant,
            Channel channel,
            String line,
            @Nullable Integer perSecond,
            Actor actor) {}

    private static final SqlTemplate<TenantId> READ =
            SqlTemplate.<TenantId>of("""
                    select channel, line, per_second
                    from conserje.reply_rates
                    where tenant_id = :tenant and guest = '' and per_second is not null
                    order by channel, line
                    """).bind("tenant", TenantId::value).build();

    /** The audit leaves the line out, because it may be a phone number. */
    private static final SqlTemplate<Setting> SET = SqlTemplate.<Setting>of("""
                    with hotel as (
                      select tenant_id from conserje.tenants where tenant_id = :tenant
                    ), rated as (
                      insert into conserje.reply_rates as r (tenant_id, channel, line, guest, per_second)
                      select tenant_id, :channel, :line, '', :per_second
                      from hotel
                      on conflict (tenant_id, channel, line, guest) do update
                      set per_second = excluded.per_second
                    ), noted as (
                      insert into conserje.tenant_audit (tenant_id, actor, action, details)
                      select tenant_id, :actor, 'changed',
                        jsonb_build_object('channel', cast(:channel as text), 'repliesPerSecond', :per_second)
                      from hotel
                    )
                    select count(*) from hotel
                    """)
            .bind("tenant", setting -> setting.tenant().value())
            .bind("channel", setting -> setting.channel().name())
            .bind("line", Setting::line)
            .bind(
                    "per_second",
                    setting -> DSL.cast(DSL.val(setting.perSecond(), SQLDataType.INTEGER), SQLDataType.INTEGER))
            .bind("actor", setting -> setting.actor().name())
            .build();

    private static final Field<String> CHANNEL = DSL.field("channel", String.class);
    private static final Field<String> LINE = DSL.field("line", String.class);
    private static final Field<Integer> PER_SECOND = DSL.field("per_second", Integer.class);

    private final Transactions transactions;
    private final Actor actor;

    /** @param actor who makes the changes, for the audit */
    public PostgresLineRates(Transactions transactions, Actor actor) {
        this.transactions = transactions;
        this.actor = actor;
    }

    @Override
    public List<LineRate> of(TenantId tenant) {
        return transactions
                .eachForSystem()
                .fetch(READ.query(tenant).coerce(CHANNEL, LINE, PER_SECOND))
                .map(row -> new LineRate(new Channel(row.value1()), row.value2(), row.value3()));
    }

    @Override
    public boolean set(TenantId tenant, Channel channel, String line, @Nullable Integer perSecond) {
        if (perSecond != null) {
            ReplyRates.checkedPerLine(perSecond);
        }
        return transactions.eachForSystem().count(SET.query(new Setting(tenant, channel, line, perSecond, actor))) == 1;
    }
}
