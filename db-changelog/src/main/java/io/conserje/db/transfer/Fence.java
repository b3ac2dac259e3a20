package io.conserje.db.transfer;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Keeps everybody but the owner from writing to schema {@code conserje}: it takes the roles' rights to write away, and gives
 * exactly those back. The rights that were taken are kept in the same database, in schema {@code conserje_transfer}.
 */
final class Fence {

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final Duration WRITERS_WAIT = Duration.ofSeconds(60);

    private static final String RIGHTS = LocalTables.in("""
            select format('grant %s on conserje.%I to %I%s', a.privilege_type, c.relname, r.rolname,
                     case when a.is_grantable then ' with grant option' else '' end)
            from pg_class c, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
            where c.relnamespace = 'conserje'::regnamespace and c.relkind in ('r', 'p') and c.relname not in $local
              and a.grantee <> c.relowner and a.privilege_type in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
            union all
            select format('grant %s (%I) on conserje.%I to %I%s', a.privilege_type, t.attname, c.relname, r.rolname,
                     case when a.is_grantable then ' with grant option' else '' end)
            from pg_class c join pg_attribute t on t.attrelid = c.oid and not t.attisdropped,
              aclexplode(t.attacl) a join pg_roles r on r.oid = a.grantee
            where c.relnamespace = 'conserje'::regnamespace and c.relkind in ('r', 'p') and c.relname not in $local
              and a.grantee <> c.relowner and a.privilege_type in ('INSERT', 'UPDATE')
            """);

    private static final String REVOCATIONS = LocalTables.in("""
            select distinct format('revoke insert, update, delete, truncate on conserje.%I from %I', c.relname, r.rolname)
            from pg_class c, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
            where c.relnamespace = 'conserje'::regnamespace and c.relkind in ('r', 'p') and c.relname not in $local and a.grantee <> c.relowner
            union
            select distinct format('revoke insert, update, delete, truncate on conserje.%I from %I', c.relname, r.rolname)
            from pg_class c join pg_attribute t on t.attrelid = c.oid and not t.attisdropped,
              aclexplode(t.attacl) a join pg_roles r on r.oid = a.grantee
            where c.relnamespace = 'conserje'::regnamespace and c.relkind in ('r', 'p') and c.relname not in $local and a.grantee <> c.relowner
            """);

    private static final String WRITERS = """
            select distinct coalesce(
              format('pid %s (%s, %s)', s.pid, s.usename, coalesce(nullif(s.application_name, ''), 'no name')),
              'a prepared transaction')
            from pg_locks l join pg_class c on c.oid = l.relation left join pg_stat_activity s on s.pid = l.pid
            where c.relnamespace = 'conserje'::regnamespace and l.granted and l.mode = 'RowExclusiveLock'
            """;

    private final Session owner;

    /** @param owner a session of the login that owns the schema */
    Fence(Session owner) {
        this.owner = owner;
    }

    boolean isRaised() throws SQLException {
        return owner.isTrue("select to_regclass('conserje_transfer.rights') is not null");
    }

    /**
     * Raises the fence, and waits until every transaction that wrote before has ended.
     *
     * @throws TransferRefusedException if one does not end within a minute; the fence stands all the same
     */
    void raise() throws SQLException {
        if (!isRaised()) {
            owner.atomically(() -> {
                owner.run("create schema if not exists conserje_transfer");
                owner.run("revoke all on schema conserje_transfer from public");
                owner.run("create table conserje_transfer.rights (statement) as " + RIGHTS);
                for (String revocation : owner.texts(REVOCATIONS)) {
                    owner.run(revocation);
                }
                refuseRightsThatAreLeft();
            });
        }
        awaitWriters();
    }

    private void refuseRightsThatAreLeft() throws SQLException {
        List<String> left = owner.texts(RIGHTS);
        if (!left.isEmpty()) {
            throw new TransferRefusedException(List.of(
                    "The source cannot be frozen. These rights were granted by somebody" + " else than its owner: "
                            + String.join("; ", left) + ". Revoke them as the role that granted them."));
        }
    }

    /** A writer holds a lock until its transaction ends. This lock is granted when no writer is left. */
    private void awaitWriters() throws SQLException {
        try {
            owner.atomically(() -> {
                owner.run("set local lock_timeout = '" + WRITERS_WAIT.toSeconds() + "s'");
                for (String table : Catalog.tables(owner).keySet()) {
                    owner.run("lock table conserje." + Table.quoted(table) + " in share mode");
                }
            });
        } catch (SQLException failed) {
            if (!LOCK_NOT_AVAILABLE.equals(failed.getSQLState())) {
                throw failed;
            }
            throw new TransferRefusedException(
                    List.of("These began to write before the source was frozen, and have not ended after "
                            + WRITERS_WAIT.toSeconds() + " s: " + String.join(", ", owner.texts(WRITERS))
                            + ". End them with: select pg_terminate_backend(PID). Then go on with --resume."));
        }
    }

    /** Gives the rights back that {@link #raise} took; false if there is no fence. */
    boolean lower() throws SQLException {
        if (!isRaised()) {
            return false;
        }
        owner.atomically(() -> {
            for (String right : owner.texts("select statement from conserje_transfer.rights")) {
                owner.run(right);
            }
            owner.run("drop table conserje_transfer.rights");
        });
        return true;
    }
}
