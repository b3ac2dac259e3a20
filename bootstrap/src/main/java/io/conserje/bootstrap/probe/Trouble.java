package io.conserje.bootstrap.probe;

import io.conserje.application.process.DatabaseClosedException;
import io.conserje.application.store.StoreCorruptException;
import io.conserje.postgres.tx.PoolerError;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Explains failures between this process and a server. */
public final class Trouble {

    private static final String ENCODED =
            "If the password has special characters, write them percent-encoded in the URL"
                    + " (@ is %40, / is %2F, # is %23, % is %25).";

    private static final String DISK_FULL = "53100";

    private Trouble() {}

    /** Advice about a failure, if its kind is known. It may be wrapped in other exceptions. */
    public static Optional<String> remedyFor(Throwable failure) {
        List<Throwable> causes = causes(failure);
        if (causes.stream().anyMatch(DatabaseClosedException.class::isInstance)) {
            return Optional.empty(); // Its message says why and until when. The database's own words mislead.
        }
        boolean fromDatabase = causes.stream().anyMatch(SQLException.class::isInstance);
        for (Throwable cause : causes) {
            Optional<String> remedy = ofPooler(cause)
                    .map(Trouble::remedyFor)
                    .or(() -> byText(lower(cause), fromDatabase))
                    .or(() -> byState(cause))
                    .or(() -> byKind(cause));
            if (remedy.isPresent()) {
                return remedy;
            }
        }
        return Optional.empty();
    }

    /**
     * A message about a failure. An exception that Conserje threw says what failed, where, and what to do: its message
     * comes first, and the database's on a second line. Otherwise it is the first line of the innermost message.
     */
    public static String wordsOf(Throwable failure) {
        return causes(failure).stream()
                .flatMap(cause -> ours(cause).stream())
                .findFirst()
                .map(ours -> withTheDatabases(ours, failure))
                .orElseGet(() -> innermost(failure));
    }

    /** The message of an exception that Conserje threw, unless it only repeats its cause. */
    private static Optional<String> ours(Throwable cause) {
        StackTraceElement[] trace = cause.getStackTrace();
        boolean thrownHere = trace.length > 0 && trace[0].getClassName().startsWith("io.conserje.");
        return Optional.ofNullable(cause.getMessage())
                .filter(message ->
                        thrownHere && !message.isBlank() && !message.equals(String.valueOf(cause.getCause())));
    }

    private static String withTheDatabases(String ours, Throwable failure) {
        return causes(failure).stream()
                .filter(SQLException.class::isInstance)
                .findFirst()
                .map(sql -> causes(sql).stream()
                        .filter(UnknownHostException.class::isInstance)
                        .findFirst()
                        .orElse(sql))
                .map(Trouble::line)
                .filter(said -> !ours.contains(said))
                .map(said -> ours + System.lineSeparator() + said)
                .orElse(ours);
    }

    private static String innermost(Throwable failure) {
        return causes(failure).reversed().stream()
                .filter(cause ->
                        cause.getMessage() != null && !cause.getMessage().isBlank())
                .findFirst()
                .map(Trouble::line)
                .orElse(failure.getClass().getSimpleName());
    }

    private static String line(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof UnknownHostException
                ? "unknown host " + message
                : message.lines().findFirst().orElse(message);
    }

    /**
     * Whether a server cannot be reached. False if the server answered, or if an address of this machine cannot be
     * used.
     */
    public static boolean isUnreachable(Throwable failure) {
        List<Throwable> causes = causes(failure);
        return causes.stream()
                        .noneMatch(cause -> cause instanceof StoreCorruptException || cause instanceof BindException)
                && causes.stream()
                        .anyMatch(cause -> (cause instanceof IOException && !(cause instanceof FileSystemException))
                                || cause instanceof TimeoutException
                                || isConnectionState(cause));
    }

    private static boolean isConnectionState(Throwable cause) {
        if (!(cause instanceof SQLException sql) || sql.getSQLState() == null) {
            return false;
        }
        String state = sql.getSQLState();
        return state.startsWith("08")
                || state.startsWith("28")
                || (state.startsWith("53") && !state.equals(DISK_FULL))
                || state.startsWith("57P")
                || state.equals("3D000")
                || ofPooler(sql).isPresent()
                || byText(lower(sql), true).isPresent();
    }

    private static String lower(Throwable failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    /** The service knows a pooler's errors by the same table. */
    private static Optional<PoolerError> ofPooler(Throwable cause) {
        return cause instanceof SQLException sql
                ? PoolerError.in(String.valueOf(sql.getMessage()).strip())
                : Optional.empty();
    }

    private static String remedyFor(PoolerError error) {
        return switch (error) {
            case FULL ->
                "The pooler has no connection left. In session mode each client takes a backend: lower"
                        + " POSTGRES_POOL_SIZE and POSTGRES_MAX_OVERFLOW so that all instances together stay below the"
                        + " pool size (15 by default), or use port 6543, transaction mode.";
            case UNKNOWN_LOGIN ->
                "The pooler does not know this project or login; the password is not the cause. Copy the host from"
                        + " Supabase's Project Settings, Database (aws-0, aws-1 and the region are part of it), and"
                        + " write the user as role.project-ref, for example postgres.abcdefgh.";
            case UNREACHABLE ->
                "The pooler cannot reach the database: try again in a minute, and see the provider's status page and"
                        + " its log of the pooler.";
        };
    }

    private static Optional<String> byText(String text, boolean fromDatabase) {
        if (text.contains("password authentication failed")) {
            return Optional.of("Check user and password. " + ENCODED
                    + " After a reset, Supabase's pooler takes a few seconds to accept the new password.");
        }
        if (text.contains("no pg_hba.conf entry")
                || text.contains("ssl connection is required")
                || text.contains("ssl off")) {
            return Optional.of("The server requires TLS: add ?sslmode=require to the URL, or better"
                    + " ?sslmode=verify-full&sslrootcert=/path/to/ca.crt.");
        }
        if (text.contains("does not support ssl")) {
            return Optional.of("The server has no TLS. If it is the right server, take sslmode out of the URL.");
        }
        if (text.contains("pkix path") && !fromDatabase) {
            return Optional.of(
                    "Java does not trust the certificate of the Redis server in REDIS_URL. If the provider has"
                            + " an authority of its own, put its certificate into a trust store (keytool -importcert), and name"
                            + " that with JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=FILE.");
        }
        if (text.contains("ssl root certificate") || text.contains("pkix path") || text.contains("sslrootcert")) {
            return Optional.of(
                    "The server's certificate cannot be verified: set sslrootcert in the URL to the certificate of its"
                            + " authority (Supabase: Database Settings, SSL, download the certificate).");
        }
        if (text.contains("could not be verified by hostnameverifier")) {
            return Optional.of(
                    "The certificate is for another name than the URL's host: use the provider's host name, not"
                            + " its address. sslmode=verify-ca accepts any name.");
        }
        if (text.contains("wrongpass") || text.contains("invalid password") || text.contains("noauth")) {
            return Optional.of("Check the user and password in REDIS_URL; Upstash's user is default. " + ENCODED);
        }
        if (text.contains("network is unreachable")) {
            return Optional.of(
                    "There is no route to that address. Supabase's direct host (db.REF.supabase.co) has IPv6 only:"
                            + " from a network without IPv6, use the pooler's host.");
        }
        return Optional.empty();
    }

    private static Optional<String> byState(Throwable cause) {
        if (!(cause instanceof SQLException sql) || sql.getSQLState() == null) {
            return Optional.empty();
        }
        return switch (sql.getSQLState()) {
            case "28P01" -> Optional.of("Check user and password. " + ENCODED);
            case "28000" ->
                Optional.of(
                        "The server refuses this login: check the user's name, and the server's rules for logins (pg_hba.conf).");
            case "3D000" -> Optional.of("There is no such database on the server; Supabase's is called postgres.");
            case "3F000", "42P01" -> Optional.of("The tables do not exist yet: run conserje db migrate.");
            case "42501" ->
                Optional.of(
                        "The login lacks a privilege: for change sets, set the owner's login in MIGRATIONS_DB_URL; for"
                                + " the service, grant conserje_tenant and conserje_system to its login.");
            case "25006" ->
                Optional.of(
                        "The database is read-only. It is a standby, or its disk is full: Supabase closes a database"
                                + " whose disk is 95 % full. Enlarge the disk, and wait until it takes writes again.");
            case DISK_FULL -> Optional.of("The server's disk is full. Enlarge it, and run the command again.");
            case "53300" ->
                Optional.of("The server has no connection left: lower POSTGRES_POOL_SIZE and POSTGRES_MAX_OVERFLOW,"
                        + " or look for idle connections in pg_stat_activity.");
            default -> Optional.empty();
        };
    }

    private static Optional<String> byKind(Throwable cause) {
        return switch (cause) {
            case UnknownHostException unknown ->
                Optional.of("No address is known for that host: check its name, and"
                        + " whether this machine reaches a name server. Supabase's direct host has IPv6 only.");
            case NoRouteToHostException none ->
                Optional.of(
                        "There is no route to that address: check for a firewall, and whether the network has IPv6.");
            case ConnectException refused ->
                Optional.of("Nothing answers at that host and port: check both, and that the server runs.");
            case SocketTimeoutException late ->
                Optional.of("No answer in time: check for a firewall, the port, and whether the server expects TLS"
                        + " (rediss:// has two s).");
            case javax.net.ssl.SSLException tls ->
                Optional.of("The TLS handshake failed: the server may not speak TLS on that port, or its"
                        + " certificate is for another host.");
            default -> Optional.empty();
        };
    }
}
