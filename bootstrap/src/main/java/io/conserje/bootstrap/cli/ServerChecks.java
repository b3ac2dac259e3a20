package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.cli.ServerCheck.Verdict;
import io.conserje.bootstrap.config.DatabaseUrl;
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
import java.util.List;
import java.util.Map;

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
            PostgresFindings findings = new PostgresFindings(url, report, serves);
            List<String> notes = new ArrayList<>();
            boolean fine = !serves || mayServe(url, report.hasSchema(), notes);
            notes.addAll(findings.errors());
            notes.addAll(findings.warnings());
            boolean works = fine && findings.errors().isEmpty();
            return new ServerCheck(
                    name, url.toString(), works ? Verdict.FINE : Verdict.NOT_FINE, findings.facts(), notes);
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

    private ServerCheck redis() {
        RedisUrl url = settings.redis();
        if (!settings.usesRedis()) {
            return notConfigured("Redis", "Not used: sessions and locks are kept elsewhere");
        }
        if (url == null) {
            return notConfigured("Redis", "In development, serve and demo embed one");
        }
        try {
            RedisFindings findings = new RedisFindings(url, redis.probe(url));
            List<String> notes = new ArrayList<>(findings.errors());
            notes.addAll(findings.warnings());
            return new ServerCheck(
                    "Redis",
                    url.toString(),
                    findings.errors().isEmpty() ? Verdict.FINE : Verdict.NOT_FINE,
                    findings.facts(),
                    notes);
        } catch (IOException e) {
            return unreachable("Redis", url.toString(), e);
        }
    }

    private static ServerCheck unreachable(String name, String url, Exception failure) {
        List<String> notes = new ArrayList<>();
        notes.add(Trouble.wordsOf(failure));
        Trouble.remedyFor(failure).ifPresent(notes::add);
        return new ServerCheck(name, url, Verdict.UNREACHABLE, Map.of(), notes);
    }
}
