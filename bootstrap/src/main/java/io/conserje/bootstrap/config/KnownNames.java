package io.conserje.bootstrap.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The names that a settings file may hold: those that are read, and those of the plan's file that are not yet. */
final class KnownNames {

    static final List<String> READ = List.of(
            "ENVIRONMENT",
            "POSTGRES_URL",
            "DATABASE_URL",
            "postgres_url",
            "MIGRATIONS_DB_URL",
            "ALEMBIC_DB_URL",
            "USE_SUPABASE",
            "POSTGRES_POOL_SIZE",
            "POSTGRES_MAX_OVERFLOW",
            "STATEMENT_TIMEOUT",
            "IDLE_IN_TRANSACTION_TIMEOUT",
            "REDIS_URL",
            "SESSIONS",
            "LOCKS",
            "LOCK_TTL",
            "LOCK_MAX_EXTENSIONS",
            "LOCK_EXTENSION",
            "LOCK_AUDIT_DAYS",
            "TENANCY_DYNAMIC_ENABLED",
            "TENANCY_STRICT",
            "WHATSAPP_ACCESS_TOKEN",
            "WHATSAPP_VERIFY_TOKEN",
            "WHATSAPP_APP_SECRET",
            "WHATSAPP_API_URL",
            "ADMIN_API_TOKEN",
            "PMS_TYPE",
            "DLQ_MAX_RETRIES",
            "DLQ_RETRY_BACKOFF_BASE",
            "DLQ_TTL_DAYS",
            "DLQ_LATER_MESSAGES",
            "SESSION_TTL",
            "LOG_FORMAT",
            "HOST",
            "PORT");

    /** Of the plan's {@code .env.supabase}, and of later issues: nothing reads them, but a placeholder in one is named. */
    static final List<String> UNREAD = List.of(
            "DEBUG",
            "PMS_BASE_URL",
            "PMS_API_KEY",
            "PROMETHEUS_URL",
            "GRAFANA_ADMIN_PASSWORD",
            "OTLP_ENDPOINT",
            "TRACE_SAMPLING_RATE",
            "SECRET_KEY",
            "GMAIL_APP_PASSWORD",
            "SUPABASE_JWKS_URL",
            "PROJECT_REF",
            "DB_PASSWORD",
            "ANON_KEY",
            "SERVICE_ROLE_KEY");

    private KnownNames() {}

    /** The known name that was probably meant; empty if the name is known, or like none. */
    static Optional<String> meantBy(String name) {
        if (READ.contains(name) || UNREAD.contains(name)) {
            return Optional.empty();
        }
        String upper = name.toUpperCase(Locale.ROOT);
        return READ.stream()
                .filter(known -> known.length() > 4
                        && distance(upper, known.toUpperCase(Locale.ROOT)) <= Math.min(2, known.length() / 4))
                .findFirst();
    }

    /** How many letters must be put in, left out, changed, or swapped with their neighbour. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int changed = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(changed, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
