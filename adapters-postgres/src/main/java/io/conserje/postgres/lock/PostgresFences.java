package io.conserje.postgres.lock;

import io.conserje.application.lock.Fences;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.sql.Columns;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Statements;
import java.util.Collection;
import java.util.Set;

/** The fences of one hotel in {@code conserje.fences}, one statement a call. */
public final class PostgresFences implements Fences {

    private record Admission(TenantId tenant, Set<ResourceId> resources, long fence) {}

    /** The rows are written in the order of their key, so that two transactions cannot wait for each other. */
    private static final SqlTemplate<Admission> ADMIT = SqlTemplate.<Admission>of("""
                    with admitted as (
                      insert into conserje.fences as f (tenant_id, resource_id, fence)
                      select :tenant, resource_id, :fence
                      from unnest(:resources) as t (resource_id)
                      order by resource_id
                      on conflict (tenant_id, resource_id) do update set fence = excluded.fence, seen_at = now()
                      where f.fence <= excluded.fence
                      returning 1
                    )
                    select count(*) from admitted
                    """)
            .bind("tenant", admission -> admission.tenant().value())
            .bind("resources", admission -> Columns.texts(admission.resources(), ResourceId::value))
            .bind("fence", Admission::fence)
            .build();

    private final TenantId tenant;
    private final Statements statements;

    /** Runs its statements in the transaction or the scope of {@code statements}. */
    public PostgresFences(TenantId tenant, Statements statements) {
        this.tenant = tenant;
        this.statements = statements;
    }

    @Override
    public boolean admit(Collection<ResourceId> resources, long fence) {
        Set<ResourceId> distinct = Set.copyOf(resources);
        int admitted = statements.count(ADMIT.query(new Admission(tenant, distinct, fence)));
        return admitted == distinct.size();
    }
}
