package io.conserje.bootstrap.probe;

import io.conserje.application.store.StoreCorruptException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** What goes wrong between here and a server, and what to do about it. */
public final class Trouble {

    private static final String ENCODED =
            "If the password has special characters, write them percent-encoded in the URL"
                    + " (@ is %40, / is %2F, # is %23, % is %25).";

    private Trouble() {}

    /** The remedy for a failure that is known, whatever it is wrapped in. */
    public static Optional<String> remedyFor(Throwable failure) {
        for (Throwable cause : causes(failure)) {
            Optional<String> remedy = byText(String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT))
                    .or(() -> byState(cause))
                    .or(() -> byKind(cause));
            if (remedy.isPresent()) {
                return remedy;
            }
        }
        return Optional.empty();
    }

    /**
     * What to tell of a failure. What code of ours threw says what could not be done, where and what to do: that comes first,
     * and what a database said comes on a line of its own. Of strangers it is the innermost that says anything, on one line.
     */
    public static String wordsOf(Throwable failure) {
        return causes(failure).stream()
                .flatMap(cause -> ours(cause).stream())
                .findFirst()
                .map(ours -> withTheDatabases(ours, failure))
                .orElseGet(() -> innermost(failure));
    }

    /** What it says, if it was thrown here, in words of its own. */
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

    /** Whether it is the way to a server that fails, rather than what is done there or an address of this machine. */
    public static boolean isUnreachable(Throwable failure) {
        List<Throwable> causes = causes(failure);
        return causes.stream()
                        .noneMatch(cause -> cause instanceof StoreCorruptException || cause instanceof BindException)
                && causes.stream()
                        .anyMatch(cause -> cause instanceof IOException
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
                || state.startsWith("53")
                || state.startsWith("57P")
                || state.equals("3D000")
                || byText(String.valueOf(sql.getMessage()).toLowerCase(Locale.ROOT))
                        .isPresent();
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static Optional<String> byText(String text) {
        if (text.contains("tenant or user not found") || (text.contains("tenant/user") && text.contains("not found"))) {
            return Optional.of(
                    "Supabase's pooler does not know this project or login; it is not the password. Copy the host from"
                            + " Project Settings, Database (aws-0, aws-1 and the region are part of it), and write the user as"
                            + " role.project-ref, for example postgres.abcdefgh.");
        }
        if (text.contains("max clients reached") || text.contains("emaxconn")) {
            return Optional.of("The pooler has as many clients as it may. In session mode each takes a backend: lower"
                    + " POSTGRES_POOL_SIZE and POSTGRES_MAX_OVERFLOW so that all instances together stay below the pool size"
                    + " (15 as it comes), or use port 6543, transaction mode.");
        }
        if (text.contains("password authentication failed")) {
            return Optional.of("Check user and password. " + ENCODED
                    + " After a reset, Supabase's pooler takes some seconds to learn the new one.");
        }
        if (text.contains("no pg_hba.conf entry")
                || text.contains("ssl connection is required")
                || text.contains("ssl off")) {
            return Optional.of("The server wants TLS: add ?sslmode=require to the URL, or better"
                    + " ?sslmode=verify-full&sslrootcert=/path/to/ca.crt.");
        }
        if (text.contains("does not support ssl")) {
            return Optional.of(
                    "The server has no TLS: check that it is the right one, and then take sslmode out of the URL.");
        }
        if (text.contains("ssl root certificate") || text.contains("pkix path") || text.contains("sslrootcert")) {
            return Optional.of("The certificate cannot be checked: give the authority's file as sslrootcert"
                    + " (Supabase: Database Settings, SSL, download the certificate).");
        }
        if (text.contains("could not be verified by hostnameverifier")) {
            return Optional.of("The certificate is for another name than the URL's host: write the host as the provider"
                    + " gives it, not its address. sslmode=verify-ca would take any name.");
        }
        if (text.contains("wrongpass") || text.contains("invalid password") || text.contains("noauth")) {
            return Optional.of("Check the user and password in REDIS_URL; Upstash's user is default. " + ENCODED);
        }
        if (text.contains("network is unreachable")) {
            return Optional.of(
                    "There is no route to that address. Supabase's direct host (db.REF.supabase.co) has IPv6 only:"
                            + " from a network without it use the pooler's host.");
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
                        "The server does not let this login in: check the user's name, and who may log in from where.");
            case "3D000" -> Optional.of("There is no such database on the server; Supabase's is called postgres.");
            case "3F000", "42P01" -> Optional.of("The tables are not there yet: run conserje db migrate.");
            case "42501" ->
                Optional.of("The login may not do this: use the owner's in MIGRATIONS_DB_URL for change sets, and"
                        + " grant conserje_tenant and conserje_system to the service's.");
            case "53300" ->
                Optional.of("The server has no connection left: lower POSTGRES_POOL_SIZE and POSTGRES_MAX_OVERFLOW,"
                        + " or see who holds them in pg_stat_activity.");
            default -> Optional.empty();
        };
    }

    private static Optional<String> byKind(Throwable cause) {
        return switch (cause) {
            case UnknownHostException unknown ->
                Optional.of(
                        "No address is known for that host: look for a slip in its name, and"
                                + " whether this machine reaches a name server. Supabase's direct host has an IPv6 address only.");
            case NoRouteToHostException none ->
                Optional.of("There is no route to that address: a firewall, or IPv6 where there is none.");
            case ConnectException refused ->
                Optional.of("Nothing answers at that host and port: check both, and that the server runs.");
            case SocketTimeoutException late ->
                Optional.of("No answer in time: a firewall, a wrong port, or TLS where the server expects"
                        + " none (or the other way round: rediss:// has two s).");
            case javax.net.ssl.SSLException tls ->
                Optional.of("The TLS handshake failed: the server may not speak TLS at that port, or its"
                        + " certificate is not for that host.");
            default -> Optional.empty();
        };
    }
}
