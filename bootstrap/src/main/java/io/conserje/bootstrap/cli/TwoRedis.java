package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.RedisLiveStore;
import io.conserje.bootstrap.config.RedisUrl;
import io.conserje.db.transfer.LiveStores;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the services of both ends of a transfer keep sessions, holds and leases, if they use Redis. */
final class TwoRedis {

    @Option(
            names = "--from-redis",
            paramLabel = "URL",
            description = "The Redis in which the source's service keeps sessions, holds and leases: a URL, env:NAME or"
                    + " file:PATH. They move with the rows.")
    private @Nullable String from;

    @Option(
            names = "--to-redis",
            paramLabel = "URL",
            description = "The Redis of the target's service, likewise. Without it, its service keeps them in"
                    + " PostgreSQL, and they move there.")
    private @Nullable String to;

    @Option(
            names = "--drop-redis",
            description = "Leave the sessions, holds and leases of the source's Redis behind: guests begin anew. With"
                    + " --from-redis, their fences still move.")
    private boolean drop;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    /** The stores, with connections that are opened when they are first used. */
    Opened open(Outside outside) {
        PrintWriter err = spec.commandLine().getErr();
        RedisLiveStore source = open("--from-redis", from, outside, err);
        try {
            return new Opened(source, open("--to-redis", to, outside, err), drop);
        } catch (RuntimeException failed) {
            if (source != null) {
                source.close();
            }
            throw failed;
        }
    }

    /**
     * Opens one of them, and warns of a password that everybody can see.
     *
     * @return null if nothing was written
     */
    static @Nullable RedisLiveStore open(String option, @Nullable String written, Outside outside, PrintWriter err) {
        if (written == null) {
            return null;
        }
        GivenUrl given = GivenUrl.read(option, written, outside.environment());
        RedisUrl url = given.parsed(RedisUrl::parse);
        if (given.isArgument() && url.password() != null) {
            err.println(GivenUrl.warning(option));
        }
        return RedisLiveStore.connect(option, url);
    }

    /** Connections to both, until they are closed. */
    record Opened(@Nullable RedisLiveStore from, @Nullable RedisLiveStore to, boolean drop) implements AutoCloseable {

        LiveStores stores() {
            return new LiveStores(from, to, drop);
        }

        @Override
        public void close() {
            if (from != null) {
                from.close();
            }
            if (to != null) {
                to.close();
            }
        }
    }
}
