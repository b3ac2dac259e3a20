package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.cli.ServerCheck.Verdict;
import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.config.DatabaseUrl.Target;
import io.conserje.bootstrap.config.Environment;
import io.conserje.bootstrap.config.RedisUrl;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.database.DataSources;
import io.conserje.bootstrap.probe.PostgresProbe;
import io.conserje.bootstrap.probe.RedisProbe;
import io.conserje.bootstrap.probe.Trouble;
import io.conserje.db.verify.Finding;
import io.conserje.db.verify.LoginCheck;
import io.conserje.db.verify.VerificationException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks the servers that {@code serve} would use with these settings. */
final class ServerChecks {

    private final Settings settings;
    private final RedisProbe redis;

    ServerChecks(Settings settings, RedisProbe redis) {
        this.settings = settings;
        this.redis = redis;
    }

    List<ServerCheck> all() {
        List<ServerCheck> checks = new ArrayList<>();
        DatabaseUrl service = settings.postgres().url();
        DatabaseUrl owner = settings.postgres().migrations();
        checks.add(
                service == null
                        ? notConfigured("PostgreSQL", "In development, serve and demo embed one")
                        : postgres("PostgreSQL", service, true));
        if (owner != null && !owner.equals(service)) {
            checks.add(postgres("PostgreSQL for change sets", owner, false));
        }
        checks.add(redis());
        return checks;
    }

    private static ServerCheck notConfigured(String name, String note) {
        return new ServerCheck(name, null, Verdict.NOT_CONFIGURED, Map.of(), List.of(note));
    }

    private ServerCheck postgres(String name, DatabaseUrl url, boolean serves) {
        try {
            PostgresProbe.Report report = PostgresProbe.probe(url);
            List<String> notes = new ArrayList<>();
            boolean fine = !serves || mayServe(url, report.hasSchema(), notes);
            if (report.tls() == null && !url.isLoopback() && url.target() == Target.LOCAL) {
                notes.add("The connection is not encrypted. If the server has TLS, add ?sslmode=require to the URL");
            }
            if (!report.hasSchema()) {
                notes.add("Schema conserje does not exist yet: run conserje db migrate"
                        + (serves ? ". Then check again whether serve accepts this login" : ""));
            }
            return new ServerCheck(
                    name, url.toString(), fine ? Verdict.FINE : Verdict.NOT_FINE, facts(report, url), notes);
        } catch (SQLException | VerificationException e) {
            return unreachable(name, url.toString(), e);
        }
    }

    /** Checks what {@code serve} checks at its start, so that a login that passes here is not refused there. */
    private boolean mayServe(DatabaseUrl url, boolean hasSchema, List<String> notes) {
        boolean refused = settings.environment() == Environment.PRODUCTION;
        List<Finding> findings = new LoginCheck(DataSources.direct(url))
                .run().stream()
                        .filter(finding -> hasSchema || !finding.awaitsChangeSets())
                        .toList();
        for (Finding finding : findings) {
            notes.add((refused
                            ? "In production serve refuses this: "
                            : "It is accepted here, but in production serve refuses this: ")
                    + finding.object() + ": " + finding.problem() + " Correct it with: " + finding.remedy());
        }
        return findings.isEmpty() || !refused;
    }

    private static Map<String, @Nullable Object> facts(PostgresProbe.Report report, DatabaseUrl url) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("version", report.version());
        facts.put("login", report.login());
        facts.put("superuser", report.superuser());
        facts.put("bypassrls", report.bypassesRowSecurity());
        facts.put("tls", report.tls());
        facts.put("sslmode", url.sslMode());
        facts.put("mode", report.mode().name().toLowerCase(Locale.ROOT));
        facts.put("schema", report.hasSchema());
        return facts;
    }

    private ServerCheck redis() {
        RedisUrl url = settings.redis();
        if (!settings.usesRedis()) {
            return notConfigured("Redis", "Not used: sessions and locks are kept elsewhere");
        }
        if (url == null) {
            return notConfigured("Redis", "In development, serve and demo embed one");
        }
        try {
            RedisProbe.Report report = redis.probe(url);
            Map<String, @Nullable Object> facts = new LinkedHashMap<>();
            facts.put("version", report.version());
            facts.put("tls", url.tls());
            facts.put("maxmemory-policy", report.evictionPolicy());
            return new ServerCheck("Redis", url.toString(), Verdict.FINE, facts, evictionNotes(report));
        } catch (IOException e) {
            return unreachable("Redis", url.toString(), e);
        }
    }

    private static List<String> evictionNotes(RedisProbe.Report report) {
        String policy = report.evictionPolicy() == null ? "" : report.evictionPolicy();
        if (policy.isEmpty()) {
            return List.of("The provider does not show whether keys are evicted: turn eviction off there");
        }
        return policy.equals("noeviction")
                ? List.of()
                : List.of("warning: with maxmemory-policy " + policy
                        + ", live sessions and holds are lost when memory is full: set it to noeviction");
    }

    private static ServerCheck unreachable(String name, String url, Exception failure) {
        List<String> notes = new ArrayList<>();
        notes.add(Trouble.wordsOf(failure));
        Trouble.remedyFor(failure).ifPresent(notes::add);
        return new ServerCheck(name, url, Verdict.UNREACHABLE, Map.of(), notes);
    }
}
