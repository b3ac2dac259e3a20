package io.conserje.postgres;

import io.conserje.application.lock.Fences;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.tx.Statements;
import java.util.Collection;
import java.util.Set;
import org.jooq.impl.DSL;

/** One tenant's fences in {@code conserje.fences}, one statement a call. */
final class PostgresFences implements Fences {

    /** In order, so that no two transactions wait for each other. */
    private static final String ADMIT = """
            with shown as (
              insert into conserje.fences as f (tenant_id, resource_id, fence)
              select {0}, resource_id, {2}
              from unnest({1}) as t (resource_id)
              order by resource_id
              on conflict (tenant_id, resource_id) do update set fence = excluded.fence, seen_at = now()
              where f.fence <= excluded.fence
              returning 1
            )
            select count(*) from shown
            """;

    private final TenantId tenant;
    private final Statements statements;

    PostgresFences(TenantId tenant, Statements statements) {
        this.tenant = tenant;
        this.statements = statements;
    }

    @Override
    public boolean admit(Collection<ResourceId> resources, long fence) {
        Set<ResourceId> distinct = Set.copyOf(resources);
        int admitted = statements
                .fetch(DSL.resultQuery(
                                ADMIT,
                                DSL.val(tenant.value()),
                                Columns.texts(distinct, ResourceId::value),
                                DSL.val(fence))
                        .coerce(DSL.count()))
                .getFirst()
                .value1();
        return admitted == distinct.size();
    }
}
