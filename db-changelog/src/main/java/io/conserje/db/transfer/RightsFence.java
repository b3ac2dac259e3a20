package io.conserje.db.transfer;

import java.sql.SQLException;
import java.util.List;

/**
 * Keeps everybody but the owner from writing to schema {@code conserje}: it takes the roles' rights to write away, and gives
 * exactly those back. The rights that were taken are kept in the same database, in schema {@code conserje_transfer}.
 */
final class RightsFence implements Fence {

    private static final String ALL_RIGHTS = LocalTables.in("""
            select format('grant %s on conserje.%I to %I%s', a.privilege_type, c.relname, r.rolname,
                     case when a.is_grantable then ' with grant option' else '' end)
            from pg_class c, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
            where c.relnamespace = 'conserje'::regnamespace and c.relkind in ('r', 'p') and c.relname not in $local
              and a.grantee <> c.relowner and a.privilege_type in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE') and $grantor
            union all
            select format('grant %s (%I) on conserje.%I to %I%s', a.privilege_type, t.attname, c.relname, r.rolname,
                     case when a.is_grantable then ' with grant option' else '' end)
            from pg_class c join pg_attribute t on t.attrelid = c.oid and not t.attisdropped,
              aclexplode(t.attacl) a join pg_roles r on r.oid = a.grantee
            where c.relnamespace = 'conserje'::regnamespace and c.relkind in ('r', 'p') and c.relname not in $local
              and a.grantee <> c.relowner and a.privilege_type in ('INSERT', 'UPDATE') and $grantor
            """);

    private static final String RIGHTS = ALL_RIGHTS.replace("$grantor", "true");

    private static final String RIGHTS_OF_OTHERS = ALL_RIGHTS.replace("$grantor", "a.grantor <> c.relowner");

    private static final String REVOCATIONS = LocalTables.in("""
            select distinct format('revoke insert, update, delete, truncate on conserje.%I from %I', c.relname, r.rolname)
            from pg_class c, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
            where c.relnamespace = 'conserje'::regnamespace and c.relkind in ('r', 'p') and c.relname not in $local
              and a.grantee <> c.relowner
            union
            select distinct format('revoke insert, update, delete, truncate on conserje.%I from %I', c.relname, r.rolname)
            from pg_class c join pg_attribute t on t.attrelid = c.oid and not t.attisdropped,
              aclexplode(t.attacl) a join pg_roles r on r.oid = a.grantee
            where c.relnamespace = 'conserje'::regnamespace and c.relkind in ('r', 'p') and c.relname not in $local
              and a.grantee <> c.relowner
            """);

    private final Session owner;

    /** @param owner a session of the login that owns the schema */
    RightsFence(Session owner) {
        this.owner = owner;
    }

    private boolean isRaised() throws SQLException {
        return owner.isTrue("select to_regclass('conserje_transfer.rights') is not null");
    }

    @Override
    public void raise() throws SQLException {
        if (!isRaised()) {
            refuseRightsOfOthers();
            owner.atomically(() -> {
                owner.run("create schema if not exists conserje_transfer");
                owner.run("revoke all on schema conserje_transfer from public");
                owner.run("create table conserje_transfer.rights (statement) as " + RIGHTS);
                for (String revocation : owner.texts(REVOCATIONS)) {
                    owner.run(revocation);
                }
            });
        }
        awaitWriters();
    }

    /** The owner cannot take them away: PostgreSQL fails at some, and leaves others with a warning. */
    private void refuseRightsOfOthers() throws SQLException {
        List<String> rights = owner.texts(RIGHTS_OF_OTHERS);
        if (!rights.isEmpty()) {
            throw new TransferRefusedException(
                    List.of("The source cannot be frozen. These rights were granted by somebody else than its owner: "
                            + String.join("; ", rights) + ". Revoke them as the role that granted them."));
        }
    }

    /** A writer holds a lock until its transaction ends. This lock is granted when no writer is left. */
    private void awaitWriters() throws SQLException {
        try {
            owner.atomically(() -> {
                owner.run("set local lock_timeout = '" + Writers.PATIENCE.toSeconds() + "s'");
                for (Table table : Catalog.tables(owner).values()) {
                    owner.run("lock table " + table.qualifiedName() + " in share mode");
                }
            });
        } catch (SQLException failed) {
            if (Writers.LOCK_NOT_AVAILABLE.equals(failed.getSQLState())) {
                throw Writers.refusal(owner);
            }
            throw failed;
        }
    }

    /** Gives the rights back that {@link #raise} took. */
    @Override
    public boolean lower() throws SQLException {
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
