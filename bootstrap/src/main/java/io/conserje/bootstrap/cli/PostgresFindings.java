package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.probe.PostgresProbe.Mode;
import io.conserje.bootstrap.probe.PostgresProbe.Report;
import io.conserje.bootstrap.probe.PostgresProbe.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The facts about a PostgreSQL server, and what is bad about them. */
final class PostgresFindings extends Findings {

    private static final int OLDEST = 150_000;
    private static final Duration EXPIRES_SOON = Duration.ofDays(14);

    private final DatabaseUrl url;
    private final Report report;
    private final boolean serves;

    /** @param serves whether the URL is the service's, and not that of change sets */
    PostgresFindings(DatabaseUrl url, Report report, boolean serves) {
        this.url = url;
        this.report = report;
        this.serves = serves;
        judgeVersion();
        judgeMode();
        judgeRole(report.role());
        judgeTls();
        judgeRoundTrip(report.roundTrip());
        judgeClock(report.ahead());
        judgeSchema();
    }

    Map<String, @Nullable Object> facts() {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("version", report.version());
        facts.put("login", report.role().name());
        facts.putAll(report.role().attributes());
        facts.put("tls", report.tls());
        if (report.mode() != Mode.DIRECT) {
            facts.put("tls-behind-pooler", report.tlsOfServer());
        }
        facts.put("sslmode", url.sslMode());
        facts.put("mode", lower(report.mode()));
        facts.put("mode-of-url", lower(report.modeOfUrl()));
        facts.put("round-trip-ms", millis(report.roundTrip()));
        facts.put("clock-ahead-ms", millis(report.ahead()));
        facts.put("schema", report.hasSchema());
        return facts;
    }

    private static String lower(Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    private void judgeVersion() {
        if (report.versionNumber() < OLDEST) {
            error("PostgreSQL " + report.version() + " is too old: Conserje needs 15 or newer");
        }
    }

    private void judgeMode() {
        if (report.mode() == Mode.TRANSACTION && !serves) {
            error("change sets need a session, and this is a pooler in transaction mode: give MIGRATIONS_DB_URL the"
                    + " direct host, or the port of the pooler's session mode (Supabase: 5432)");
        } else if (report.mode() == Mode.TRANSACTION && report.modeOfUrl() != Mode.TRANSACTION) {
            error("this is a pooler in transaction mode, and the URL does not say so: prepared statements will clash."
                    + " Add pgbouncer=true to the URL, and set MIGRATIONS_DB_URL to the direct host");
        } else if (report.modeOfUrl() == Mode.TRANSACTION && report.mode() != Mode.TRANSACTION) {
            note("The URL says transaction mode, and the server behaves as in " + lower(report.mode())
                    + " mode. This works, without prepared statements");
        }
    }

    private void judgeRole(Role role) {
        Instant until = role.validUntil();
        if (until != null && until.isBefore(Instant.now().plus(EXPIRES_SOON))) {
            warning("the password of " + role.name() + " is valid until " + until
                    + " only. Correct it with: alter role " + role.name() + " valid until 'infinity'");
        }
        if (serves && role.connectionLimit() >= 0) {
            note("The login may have " + role.connectionLimit() + " connections: the pools of all instances together"
                    + " must stay below");
        }
        if (!serves && !report.mayMigrate()) {
            error("login " + role.name() + " cannot apply change sets: "
                    + (report.hasSchema()
                            ? "another login owns schema conserje. Use that one"
                            : "it may not create a schema. Use the login that owns the database"));
        }
    }

    private void judgeTls() {
        if (url.isLoopback()) {
            return;
        }
        if (report.tls() == null) {
            warning("the connection is not encrypted. If the server has TLS, add ?sslmode=require to the URL");
        } else if (!report.tls().startsWith("TLSv1.2") && !report.tls().startsWith("TLSv1.3")) {
            warning(report.tls() + " is outdated: let the server offer TLS 1.2 or newer");
        }
    }

    private void judgeSchema() {
        if (!report.hasSchema()) {
            note("Schema conserje does not exist yet: run conserje db migrate"
                    + (serves ? ". Then check again whether serve accepts this login" : ""));
        }
    }
}
