package io.conserje.bootstrap.cli;

import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.lock.ForgetLocks;
import io.conserje.application.lock.LockAudit;
import io.conserje.application.tenancy.Actor;
import io.conserje.application.tenancy.TenantAudit;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.application.tenancy.Users;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.probe.RedisProbe;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.tx.Timeouts;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * What commands reach beyond themselves for; the composition root gives them the real thing, tests another.
 *
 * @param environment the environment variables
 * @param home holds the data of embedded servers
 * @param tenants the hotels in a database, for changing, on behalf of somebody
 * @param directory the hotels in a database, for reading
 * @param tenantAudit who changed what about the hotels in a database
 * @param letters the messages in a database that were given up
 * @param audit what became of holds and leases, in a database
 * @param forgetting what forgets what a database has kept of locks
 * @param locks the holds and leases that there are, where the settings say
 * @param users the users in a database
 */
public record Outside(
        Map<String, String> environment,
        Path home,
        BiFunction<DataSource, Actor, TenantRegistry> tenants,
        Function<DataSource, Users> users,
        Function<DataSource, TenantDirectory> directory,
        Function<DataSource, TenantAudit> tenantAudit,
        Function<DataSource, DeadLetters> letters,
        Function<DataSource, LockAudit> audit,
        Function<DataSource, ForgetLocks> forgetting,
        BiFunction<Settings, DataSource, LiveLocks> locks,
        RedisProbe redis) {

    public Outside {
        environment = Map.copyOf(environment);
    }

    /** The real thing. Embedded servers live where the launcher says, else in {@code .conserje} below the working directory. */
    public static Outside real() {
        return new Outside(
                System.getenv(),
                Path.of(System.getProperty("conserje.home", ".conserje")),
                (database, actor) -> adapters(database).registry(actor),
                database -> adapters(database).users(),
                database -> adapters(database).directory(),
                database -> adapters(database).audit(),
                database -> adapters(database).deadLetters(),
                database -> adapters(database).lockAudit(),
                database -> forgetting(adapters(database)),
                (settings, database) -> LiveLocks.open(settings, adapters(database)),
                RedisProbe.DIRECT);
    }

    private static ForgetLocks forgetting(PostgresAdapters stores) {
        return new ForgetLocks(stores.lockAudit(), stores.lockRetention());
    }

    private static PostgresAdapters adapters(DataSource database) {
        return new PostgresAdapters(database, Timeouts.USUAL, UUID::randomUUID);
    }
}
