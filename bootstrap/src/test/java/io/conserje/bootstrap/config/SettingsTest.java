package io.conserje.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conserje.application.messaging.LaterMessages;
import io.conserje.application.messaging.ReplyRates;
import io.conserje.application.pause.BreakerRule;
import io.conserje.bootstrap.config.DatabaseUrl.Target;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.session.IdleTimeout;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final Map<String, String> PRODUCTION = Map.of(
            "ENVIRONMENT", "production",
            "POSTGRES_URL",
                    "postgresql://conserje_app.abcdefgh:k3mZq8%40x@aws-1-sa-east-1.pooler.supabase.com:6543/postgres",
            "MIGRATIONS_DB_URL",
                    "postgresql://postgres.abcdefgh:k3mZq8%40x@aws-1-sa-east-1.pooler.supabase.com:5432/postgres",
            "REDIS_URL", "rediss://default:k3mZq8x@eu1-abc.upstash.io:6379",
            "WHATSAPP_ACCESS_TOKEN", "EAAGm0PX4ZCpsBAKZCVj",
            "WHATSAPP_VERIFY_TOKEN", "9f1c4e0a7b2d4c6e8f0a1b2c",
            "WHATSAPP_APP_SECRET", "0123456789abcdef0123456789abcdef");

    @Test
    void needsNothingInDevelopment() {
        Settings settings = Settings.from(Map.of());

        assertThat(settings.environment()).isEqualTo(Environment.DEVELOPMENT);
        assertThat(settings.needsEmbeddedPostgres()).isTrue();
        assertThat(settings.needsEmbeddedRedis()).isTrue();
        assertThat(settings.sessions().store()).isEqualTo(Store.REDIS);
        assertThat(settings.locks().store()).isEqualTo(Store.REDIS);
        assertThat(settings.locks().holds()).isEqualTo(HoldTerms.DEFAULT);
        assertThat(settings.tenancy()).isEqualTo(new Settings.Tenancy(true, false));
        assertThat(settings.postgres().pool()).isEqualTo(new PoolSize(10, 10));
        assertThat(settings.postgres().statementTimeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.postgres().idleInTransactionTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.work())
                .isEqualTo(new Settings.Work(
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(30),
                        50,
                        ReplyRates.DEFAULT,
                        BreakerRule.DEFAULT,
                        Duration.ZERO));
        assertThat(settings.dlq())
                .isEqualTo(new Settings.Dlq(RetryPolicy.HANDLING, Duration.ofDays(7), LaterMessages.WAIT));
        assertThat(settings.sessions().ttl()).isEqualTo(IdleTimeout.DEFAULT);
        assertThat(settings.http()).isEqualTo(new Settings.Http("127.0.0.1", 8002, 10_000, null, true));
        assertThat(settings.whatsApp().appSecret()).isNull();
        assertThat(settings.whatsApp().apiUrl()).hasHost("graph.facebook.com");
        assertThat(settings.logFormat()).isEqualTo(LogFormat.TEXT);
        assertThat(settings.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3s,PT3S", "100ms,PT0.1S", "1m,PT1M", "off,PT0S", "OFF,PT0S", "0,PT0S", "'',PT0S"})
    void messagesWaitForEachOtherIfCoalesceSaysSo(String value, Duration pause) {
        assertThat(Settings.from(Map.of("COALESCE", value)).work().coalesce()).isEqualTo(pause);
    }

    @ParameterizedTest
    @ValueSource(strings = {"99ms", "61s", "-3s", "soon", "yes"})
    void refusesAnotherCoalesce(String value) {
        assertThat(problemsOf(Map.of("COALESCE", value))).singleElement().satisfies(problem -> {
            assertThat(problem.toString())
                    .contains("COALESCE", value, "off, or a length of time from 100ms to 1m", "3s");
        });
    }

    @Test
    void readsAWholeProductionEnvironment() {
        Settings settings = Settings.from(PRODUCTION);

        assertThat(settings.tenancy().strict()).isTrue();
        assertThat(settings.needsEmbeddedPostgres()).isFalse();
        assertThat(settings.needsEmbeddedRedis()).isFalse();
        assertThat(url(settings).target()).isEqualTo(Target.SUPABASE_TRANSACTION_POOLER);
        assertThat(settings.postgres().pool()).isEqualTo(new PoolSize(10, 0));
        assertThat(Objects.requireNonNull(settings.postgres().migrations()).target())
                .isEqualTo(Target.SUPABASE_SESSION);
    }

    @Test
    void showsNoSecretWhenItIsPrinted() {
        assertThat(Settings.from(PRODUCTION).toString())
                .doesNotContain("k3mZq8")
                .doesNotContain("EAAG")
                .doesNotContain("9f1c4e0a")
                .doesNotContain("0123456789abcdef");
    }

    @Test
    void reportsEveryProblemOfEveryKind() {
        List<Problem> problems = problemsOf(Map.of(
                "ENVIRONMENT", "prod",
                "PORT", "80000",
                "STATEMENT_TIMEOUT", "soon",
                "POSTGRES_POOL_SIZE", "0",
                "TENANCY_STRICT", "maybe",
                "PMS_TYPE", "qloapps",
                "REDIS_URL", "localhost:6379",
                "POSTGRES_URL", "mysql://x",
                "WHATSAPP_API_URL", "http://graph.example.com",
                "LOG_FORMAT", "xml"));

        assertThat(problems.stream().map(Problem::name))
                .containsExactlyInAnyOrder(
                        "ENVIRONMENT",
                        "PORT",
                        "STATEMENT_TIMEOUT",
                        "POSTGRES_POOL_SIZE",
                        "TENANCY_STRICT",
                        "PMS_TYPE",
                        "REDIS_URL",
                        "POSTGRES_URL",
                        "WHATSAPP_API_URL",
                        "LOG_FORMAT");
        assertThat(problems).allSatisfy(problem -> {
            assertThat(problem.rule()).isNotBlank();
            assertThat(problem.example()).isNotBlank();
            assertThat(problem.toString()).doesNotContain("\n");
        });
    }

    @Test
    void namesTheSettingsThatProductionNeeds() {
        assertThat(problemsOf(Map.of("ENVIRONMENT", "production", "SESSIONS", "redis")).stream()
                        .map(Problem::name))
                .containsExactlyInAnyOrder(
                        "POSTGRES_URL",
                        "REDIS_URL",
                        "WHATSAPP_ACCESS_TOKEN",
                        "WHATSAPP_VERIFY_TOKEN",
                        "WHATSAPP_APP_SECRET");
    }

    @Test
    void needsNoRedisOutsideDevelopment() {
        Settings settings = Settings.from(changed("REDIS_URL", ""));

        assertThat(settings.sessions().store()).isEqualTo(Store.POSTGRES);
        assertThat(settings.locks().store()).isEqualTo(Store.POSTGRES);
        assertThat(settings.needsEmbeddedRedis()).isFalse();
    }

    @Test
    void locksInRedisNeedRedisAndLocksInMemoryCauseAWarning() {
        Map<String, String> environment = new HashMap<>(changed("REDIS_URL", ""));
        environment.put("LOCKS", "redis");
        assertThat(problemsOf(environment))
                .singleElement()
                .matches(problem ->
                        problem.name().equals("REDIS_URL") && problem.rule().contains("LOCKS=redis"));
        assertThat(Settings.from(changed("LOCKS", "memory")).warnings())
                .anyMatch(warning -> warning.startsWith("LOCKS=memory"));
        assertThat(Settings.from(Map.of("SESSIONS", "postgres")).needsEmbeddedRedis())
                .isTrue();
        assertThat(Settings.from(Map.of("SESSIONS", "postgres", "LOCKS", "memory"))
                        .needsEmbeddedRedis())
                .isFalse();
    }

    @Test
    void refusesHoldsThatWouldLastTooLong() {
        assertThat(
                        problemsOf(Map.of("LOCK_TTL", "10ms", "LOCK_MAX_EXTENSIONS", "101", "LOCK_EXTENSION", "soon"))
                                .stream()
                                .map(Problem::name))
                .containsExactly("LOCK_TTL", "LOCK_MAX_EXTENSIONS", "LOCK_EXTENSION");
        assertThat(problemsOf(Map.of("LOCK_TTL", "24h", "LOCK_MAX_EXTENSIONS", "7", "LOCK_EXTENSION", "24h")))
                .singleElement()
                .matches(problem -> problem.rule().contains("7d at most"));
    }

    @Test
    void namesEveryPlaceholderOfThePlansFile() throws URISyntaxException {
        Map<String, List<Problem>> problems = problemsOf(
                        EnvFile.read(EnvFileTest.plan(), Map.of()).values())
                .stream()
                .collect(Collectors.groupingBy(Problem::name));

        assertThat(problems.keySet())
                .containsExactlyInAnyOrder(
                        "POSTGRES_URL",
                        "DATABASE_URL",
                        "ALEMBIC_DB_URL",
                        "REDIS_URL",
                        "GRAFANA_ADMIN_PASSWORD",
                        "SECRET_KEY",
                        "WHATSAPP_ACCESS_TOKEN",
                        "WHATSAPP_VERIFY_TOKEN",
                        "GMAIL_APP_PASSWORD",
                        "PMS_API_KEY",
                        "WHATSAPP_APP_SECRET");
        assertThat(valueOf(problems, "POSTGRES_URL")).isEqualTo("[REF], [DB_PASSWORD]");
        assertThat(valueOf(problems, "REDIS_URL")).isEqualTo("[REDIS_PASSWORD], xxxxx");
        assertThat(valueOf(problems, "GRAFANA_ADMIN_PASSWORD")).isEqualTo("[cambiar]");
        assertThat(valueOf(problems, "WHATSAPP_APP_SECRET")).isEqualTo("(not set)");
        assertThat(problems.get("ALEMBIC_DB_URL")).extracting(Problem::value).contains("port 6543");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yyyyy",
                "[cambiar]",
                "<your token>",
                "your_token_here",
                "change_me",
                "CHANGEME",
                "generate_secure_key_here"
            })
    void recognisesCommonPlaceholders(String value) {
        assertThat(problemsOf(Map.of("SECRET_KEY", value)).stream().map(Problem::name))
                .containsExactly("SECRET_KEY");
    }

    @Test
    void acceptsTheBracketsOfAnIpv6Address() {
        Settings settings = Settings.from(Map.of("POSTGRES_URL", "postgresql://u:p@[2001:db8::1]:5432/d"));

        assertThat(url(settings).hosts()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "WHATSAPP_APP_SECRET, dev-app-secret-of-some-length, attackers try",
        "WHATSAPP_APP_SECRET, short, 16 characters",
        "WHATSAPP_VERIFY_TOKEN, testing, attackers try",
        "POSTGRES_URL, postgresql://postgres:postgres@db.example.com/d, attackers try",
        "REDIS_URL, rediss://default:password@eu1-abc.upstash.io:6379, attackers try"
    })
    void refusesWeakAndShortSecretsOutsideDevelopment(String name, String value, String rule) {
        List<Problem> problems = problemsOf(changed(name, value));

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.name()).isEqualTo(name);
            assertThat(problem.rule()).contains(rule);
            assertThat(problem.toString()).doesNotContain(value);
        });
    }

    @Test
    void acceptsWeakSecretsInDevelopment() {
        Settings settings = Settings.from(
                Map.of("WHATSAPP_APP_SECRET", "dev", "POSTGRES_URL", "postgresql://postgres:postgres@localhost/hotel"));

        assertThat(settings.whatsApp().appSecret()).isEqualTo(new Secret("dev"));
    }

    @Test
    void refusesALoopbackHostAsSupabase() {
        assertThat(problemsOf(Map.of("USE_SUPABASE", "true", "POSTGRES_URL", "postgresql://u:p@localhost:5432/d")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.rule()).contains("this machine"));
    }

    @Test
    void treatsAnyHostAsSupabaseWithUseSupabase() {
        Settings settings =
                Settings.from(Map.of("USE_SUPABASE", "true", "POSTGRES_URL", "postgresql://u:p@db.hotel.example/d"));

        assertThat(url(settings).target()).isEqualTo(Target.SUPABASE_SESSION);
        assertThat(settings.postgres().pool()).isEqualTo(new PoolSize(5, 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://default:p@eu1-abc.upstash.io:6379",
                "redis://default:p@redis-123.c1.sa-east-1.ec2.redns.redis-cloud.com:123",
                "redis://default:p@redis-123.c1.cloud.redislabs.com:123"
            })
    void warnsOfManagedRedisWithoutTls(String url) {
        assertThat(Settings.from(Map.of("REDIS_URL", url)).warnings())
                .singleElement()
                .asString()
                .contains("rediss://")
                .doesNotContain(":p@");
    }

    @Test
    void migratesWithPostgresUrlUnlessItIsATransactionPooler() {
        Map<String, String> local = Map.of("POSTGRES_URL", "postgresql://u:p@localhost/d");
        Map<String, String> pooler = Map.of("POSTGRES_URL", "postgresql://u:p@localhost:6543/d");

        assertThat(Settings.from(local).postgres().migrations())
                .isEqualTo(Settings.from(local).postgres().url());
        assertThat(Settings.from(pooler).postgres().migrations()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MIGRATIONS_DB_URL", "ALEMBIC_DB_URL"})
    void refusesToMigrateOverATransactionPooler(String name) {
        assertThat(problemsOf(Map.of(name, "postgresql://u:hush@aws-1.pooler.supabase.com:6543/postgres")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.name()).isEqualTo(name);
                    assertThat(problem.value())
                            .contains("aws-1.pooler.supabase.com:6543")
                            .doesNotContain("hush");
                });
    }

    @Test
    void readsAliasesInOrderAndNamesTheUnusedOne() {
        assertThat(url(Settings.from(Map.of("DATABASE_URL", "postgresql://u@one/d")))
                        .hosts()
                        .getFirst()
                        .name())
                .isEqualTo("one");
        assertThat(url(Settings.from(Map.of("postgres_url", "postgresql://u@two/d")))
                        .hosts()
                        .getFirst()
                        .name())
                .isEqualTo("two");

        Settings both = Settings.from(
                Map.of("POSTGRES_URL", "postgresql://u@one/d", "DATABASE_URL", "postgresql://u:hush@two/d"));

        assertThat(url(both).hosts().getFirst().name()).isEqualTo("one");
        assertThat(both.warnings())
                .singleElement()
                .asString()
                .contains("DATABASE_URL is not used")
                .doesNotContain("hush");
    }

    @Test
    void advisesToVerifySupabasesCertificate() {
        assertThat(Settings.from(PRODUCTION).warnings())
                .singleElement()
                .asString()
                .contains("verify-full");
        assertThat(Settings.from(changed(
                                "POSTGRES_URL", "postgresql://u:k3mZq8x@db.abcdefgh.supabase.co/d?sslmode=verify-full"))
                        .warnings())
                .isEmpty();
    }

    @Test
    void readsEveryValueThatIsSet() {
        Settings settings = Settings.from(Map.ofEntries(
                Map.entry("POSTGRES_POOL_SIZE", "5"),
                Map.entry("POSTGRES_MAX_OVERFLOW", "2"),
                Map.entry("STATEMENT_TIMEOUT", "20s"),
                Map.entry("IDLE_IN_TRANSACTION_TIMEOUT", "5000ms"),
                Map.entry("SESSIONS", "memory"),
                Map.entry("LOCKS", "Postgres"),
                Map.entry("LOCK_TTL", "5m"),
                Map.entry("LOCK_MAX_EXTENSIONS", "3"),
                Map.entry("LOCK_EXTENSION", "90"),
                Map.entry("LOCK_AUDIT_DAYS", "30"),
                Map.entry("TENANCY_DYNAMIC_ENABLED", "false"),
                Map.entry("TENANCY_STRICT", "TRUE"),
                Map.entry("DLQ_MAX_RETRIES", "5"),
                Map.entry("DLQ_RETRY_BACKOFF_BASE", "30"),
                Map.entry("DLQ_TTL_DAYS", "14"),
                Map.entry("DLQ_LATER_MESSAGES", "go_on"),
                Map.entry("SESSION_TTL", "PT10M"),
                Map.entry("RAW_PAYLOAD_DAYS", "0"),
                Map.entry("MAX_MESSAGE_AGE", "6h"),
                Map.entry("HAND_OVER_TIME", "0s"),
                Map.entry("LOG_FORMAT", "JSON"),
                Map.entry("HOST", "0.0.0.0"),
                Map.entry("PORT", "0"),
                Map.entry("WHATSAPP_API_URL", "http://localhost:9999")));

        assertThat(settings.postgres().pool().max()).isEqualTo(7);
        assertThat(settings.postgres().statementTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(settings.postgres().idleInTransactionTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.sessions().store()).isEqualTo(Store.MEMORY);
        assertThat(settings.locks().store()).isEqualTo(Store.POSTGRES);
        assertThat(settings.locks().holds()).isEqualTo(new HoldTerms(Duration.ofMinutes(5), 3, Duration.ofSeconds(90)));
        assertThat(settings.locks().auditDays()).isEqualTo(30);
        assertThat(settings.needsEmbeddedRedis()).isFalse();
        assertThat(settings.tenancy()).isEqualTo(new Settings.Tenancy(false, true));
        assertThat(settings.dlq().retries().maxRetries()).isEqualTo(5);
        assertThat(settings.dlq().retries().backoff().base()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.dlq().ttl()).isEqualTo(Duration.ofDays(14));
        assertThat(settings.dlq().laterMessages()).isEqualTo(LaterMessages.GO_ON);
        assertThat(settings.sessions().ttl().value()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.logFormat()).isEqualTo(LogFormat.JSON);
        assertThat(settings.http()).isEqualTo(new Settings.Http("0.0.0.0", 0, 10_000, null, true));
        assertThat(settings.whatsApp().apiUrl()).hasPort(9999);
        assertThat(settings.whatsApp().rawKept()).isZero();
        assertThat(settings.whatsApp().maxAge()).isEqualTo(Duration.ofHours(6));
        assertThat(settings.whatsApp().handOver()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "DLQ_TTL_DAYS, 0, 'from 1 to 3650', 7",
        "DLQ_TTL_DAYS, 7d, 'from 1 to 3650', 7",
        "DLQ_LATER_MESSAGES, skip, 'one of wait, go_on', wait"
    })
    void refusesUnusableDeadLetterSettings(String name, String value, String rule, String example) {
        assertThat(problemsOf(Map.of(name, value))).singleElement().satisfies(problem -> {
            assertThat(problem.name()).isEqualTo(name);
            assertThat(problem.rule()).contains(rule);
            assertThat(problem.example()).isEqualTo(example);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"EAAGm0PX4ZCpsBAK ZCVj", "EAAGm0PX4ZCps\nBAKZCVj", "EAAGm0PX4ZCpsBAKZCVñ"})
    void refusesAnAccessTokenThatCannotBeSent(String token) {
        for (Map<String, String> environment :
                List.of(Map.of("WHATSAPP_ACCESS_TOKEN", token), changed("WHATSAPP_ACCESS_TOKEN", token))) {
            assertThat(problemsOf(environment)).singleElement().satisfies(problem -> {
                assertThat(problem.name()).isEqualTo("WHATSAPP_ACCESS_TOKEN");
                assertThat(problem.rule()).contains("copy it again");
                assertThat(problem.toString()).doesNotContain("EAAGm0");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"my host", "my.host:8002", "http://my.host", "[::1", "myhöst"})
    void refusesAHostThatCannotBeListenedOn(String host) {
        assertThat(problemsOf(Map.of("HOST", host))).singleElement().satisfies(problem -> {
            assertThat(problem.name()).isEqualTo("HOST");
            assertThat(problem.value()).contains(host);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "::1", "[::1]", "fe80::1%eth0", "my_host", "reception.hotel.example"})
    void acceptsAddressesAndNamesToListenOn(String host) {
        assertThat(Settings.from(Map.of("HOST", host)).http().host()).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:secretpw@graph.example.com/v25.0",
                "https://user:secretpw@graph.example.com/v25.0",
                "http://user:secret/pw@secretpw@graph.example.com",
                "user:secretpw@graph.example.com",
                "https://graph.example.com/v25.0?access_token=secretpw",
                "https://graph.example.com/v25.0#secretpw",
                "https://graph.example.com:99999/secretpw@"
            })
    void refusesAnApiUrlWithLoginOrQueryAndHidesThem(String url) {
        assertThat(problemsOf(Map.of("WHATSAPP_API_URL", url))).singleElement().satisfies(problem -> {
            assertThat(problem.name()).isEqualTo("WHATSAPP_API_URL");
            assertThat(problem.value()).doesNotContain("secret").contains("***");
            assertThat(problem.rule()).contains("host, port and path only");
        });
    }

    @Test
    void warnsIfHoldsOutliveTheirSession() {
        assertThat(Settings.from(Map.of("SESSION_TTL", "10m")).warnings())
                .singleElement()
                .asString()
                .contains("SESSION_TTL=10m", "LOCK_TTL=20m");
        assertThat(Settings.from(Map.of("SESSION_TTL", "20m")).warnings()).isEmpty();
    }

    @Test
    void acceptsTheUrlsOfEmbeddedServers() {
        DatabaseUrl postgres = DatabaseUrl.parse("postgresql://postgres@127.0.0.1:1234/postgres");
        RedisUrl redis = RedisUrl.parse("redis://127.0.0.1:1235");

        Settings settings = Settings.from(Map.of()).at(postgres, redis);

        assertThat(settings.postgres().url()).isEqualTo(postgres);
        assertThat(settings.postgres().migrations()).isEqualTo(postgres);
        assertThat(settings.redis()).isEqualTo(redis);
    }

    private static DatabaseUrl url(Settings settings) {
        return Objects.requireNonNull(settings.postgres().url());
    }

    private static String valueOf(Map<String, List<Problem>> problems, String name) {
        return Objects.requireNonNull(problems.get(name)).getFirst().value();
    }

    private static Map<String, String> changed(String name, String value) {
        Map<String, String> changed = new HashMap<>(PRODUCTION);
        changed.put(name, value);
        return changed;
    }

    private static List<Problem> problemsOf(Map<String, String> environment) {
        return Objects.requireNonNull(catchThrowableOfType(SettingsException.class, () -> Settings.from(environment)))
                .problems();
    }
}
