package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.RedisUrl;
import io.conserje.bootstrap.probe.RedisProbe.Report;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The facts about a Redis server, and what is bad about them. */
final class RedisFindings extends Findings {

    private final RedisUrl url;
    private final Report report;

    RedisFindings(RedisUrl url, Report report) {
        this.url = url;
        this.report = report;
        judgeVersion();
        judgeRights();
        judgeTls();
        judgeEviction();
        judgeRoundTrip(report.roundTrip());
        Duration ahead = report.ahead();
        if (ahead != null) {
            judgeClock(ahead);
        }
    }

    Map<String, @Nullable Object> facts() {
        Duration ahead = report.ahead();
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("version", report.version() == null ? "unknown" : report.version());
        facts.put("role", report.role() == null ? "unknown" : report.role());
        facts.put("tls", report.tls());
        facts.put("maxmemory-policy", report.evictionPolicy() == null ? "unknown" : report.evictionPolicy());
        facts.put("round-trip-ms", millis(report.roundTrip()));
        facts.put("clock-ahead-ms", ahead == null ? "unknown" : millis(ahead));
        return facts;
    }

    private void judgeVersion() {
        String version = report.version();
        if (version == null) {
            note("The user may not see the version (INFO). Conserje needs Redis 6.2 or newer");
        } else if (version.matches("[0-5]\\..*|6\\.[01](\\..*)?")) {
            error("Redis " + version + " is too old: Conserje needs 6.2 or newer");
        }
    }

    private void judgeRights() {
        if ("replica".equals(report.role())) {
            error("this server is a replica, which takes no writes: give REDIS_URL the address of its primary");
        }
        if (!report.scripts()) {
            error("the user may not run scripts, which sessions and locks need: allow EVAL, EVALSHA and SCRIPT"
                    + " (acl setuser NAME +@scripting)");
        }
    }

    private void judgeTls() {
        String tls = report.tls();
        if (tls != null && !tls.startsWith("TLSv1.2") && !tls.startsWith("TLSv1.3")) {
            warning(tls + " is outdated: let the server offer TLS 1.2 or newer");
        } else if (tls == null && !url.isLoopback()) {
            warning("the connection is not encrypted. If the server has TLS, write rediss:// with two s");
        }
    }

    private void judgeEviction() {
        String policy = report.evictionPolicy();
        if (policy == null) {
            note("The provider does not show whether keys are evicted: turn eviction off there");
        } else if (!policy.equals("noeviction")) {
            warning("with maxmemory-policy " + policy
                    + ", live sessions and holds are lost when memory is full: set it to noeviction");
        }
    }
}
