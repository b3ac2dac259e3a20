package io.conserje.db.transfer;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Keeps everybody from writing rows of some hotels: a trigger on every table raises {@code insufficient_privilege} for them.
 * The condition is part of the trigger, so other hotels' rows cost a comparison and no call. Hotels that are frozen are kept
 * in schema {@code conserje_transfer}. A session without triggers, as the transfer's own is, is not held back.
 */
final class HotelsFence implements Fence {

    /** Writers of all hotels wait behind a lock that is waited for, so each try is short. */
    private static final Duration ONE_TRY = Duration.ofSeconds(2);

    private static final Set<String> TRY_AGAIN = Set.of(Writers.LOCK_NOT_AVAILABLE, "40P01");

    private static final String REFUSE = """
            create or replace function conserje_transfer.refuse_write() returns trigger language plpgsql as $$
            begin
              raise insufficient_privilege using message = 'this hotel is frozen: it is moved to another database';
            end
            $$
            """;

    private final Session owner;
    private final Scope scope;

    HotelsFence(Session owner, Scope scope) {
        this.owner = owner;
        this.scope = scope;
    }

    @Override
    public void raise() throws SQLException {
        owner.run("create schema if not exists conserje_transfer");
        owner.run("revoke all on schema conserje_transfer from public");
        owner.run("create table if not exists conserje_transfer.frozen_hotels (tenant_id text primary key)");
        owner.run(REFUSE);
        change(() -> {
            for (String tenant : scope.tenants()) {
                owner.change("insert into conserje_transfer.frozen_hotels values (?) on conflict do nothing", tenant);
            }
        });
    }

    @Override
    public boolean lower() throws SQLException {
        if (!owner.isTrue("select to_regclass('conserje_transfer.frozen_hotels') is not null")) {
            return false;
        }
        List<String> frozen = owner.texts("select tenant_id from conserje_transfer.frozen_hotels");
        boolean isRaised = scope.isAll() ? !frozen.isEmpty() : frozen.stream().anyMatch(scope.tenants()::contains);
        if (isRaised) {
            change(() -> owner.run("delete from conserje_transfer.frozen_hotels" + scope.where()));
        }
        return isRaised;
    }

    /** Changes the frozen hotels and the triggers in one transaction, which no writer is beside of. */
    private void change(Session.Statements statements) throws SQLException {
        long begun = System.nanoTime();
        while (true) {
            try {
                owner.atomically(() -> {
                    owner.run("set local lock_timeout = '" + ONE_TRY.toSeconds() + "s'");
                    statements.run();
                    List<String> frozen = owner.texts("select tenant_id from conserje_transfer.frozen_hotels");
                    for (Table table : Catalog.tables(owner).values()) {
                        guard(table, frozen);
                    }
                });
                return;
            } catch (SQLException failed) {
                if (!TRY_AGAIN.contains(failed.getSQLState())) {
                    throw failed;
                }
                if (System.nanoTime() - begun > Writers.PATIENCE.toNanos()) {
                    throw Writers.refusal(owner);
                }
            }
        }
    }

    private void guard(Table table, List<String> frozen) throws SQLException {
        for (String event : List.of("insert", "update", "delete")) {
            String name = "conserje_frozen_" + event;
            if (frozen.isEmpty()) {
                owner.run("drop trigger if exists " + name + " on " + table.qualifiedName());
            } else {
                owner.run("create or replace trigger " + name + " before " + event + " on " + table.qualifiedName()
                        + " for each row when (" + (event.equals("insert") ? "new." : "old.")
                        + new Scope(frozen).condition() + ") execute function conserje_transfer.refuse_write()");
            }
        }
    }
}
