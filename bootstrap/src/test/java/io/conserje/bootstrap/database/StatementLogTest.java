package io.conserje.bootstrap.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.library.Conserje;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The statements that the service sends, as the server logs them. */
class StatementLogTest {

    private static final Pattern STATEMENT = Pattern.compile("^conserje_app=LOG: +(?:statement|execute [^:]+): *(.*)$");

    /** Statements that outlive a transaction: behind a pooler in transaction mode, they affect other clients. */
    private static final Pattern SESSION_LEVEL = Pattern.compile(
            "(set(?! local )|reset|discard|listen|unlisten|prepare|deallocate|declare|load)\\b.*|.*\\bset_config\\([^)]*false\\).*"
                    + "|.*\\bpg_advisory_lock.*|.*\\bcreate temp.*");

    @Test
    void aMessageLeavesNothingOnTheSession(@TempDir Path folder) throws IOException {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("logging_collector", "on")
                .setServerConfig("log_directory", folder.toString())
                .setServerConfig("log_filename", "server.log")
                .setServerConfig("log_statement", "all")
                .setServerConfig("log_line_prefix", "%u=")
                .start()) {
            Conserje.migrate(server.getPostgresDatabase());
            DatabaseUrl url =
                    DatabaseUrl.parse("postgresql://conserje_app@127.0.0.1:" + server.getPort() + "/postgres");
            try (HikariDataSource pool =
                    DataSources.pooled(Settings.from(Map.of()).postgres().at(url), null)) {
                answerOneMessage(pool);
            }
            List<String> sent = sentByTheService(folder.resolve("server.log"));
            assertThat(sent).anyMatch(sql -> sql.contains("set_config('role', 'conserje_tenant', true)"));
            assertThat(sent).noneMatch(sql -> SESSION_LEVEL.matcher(sql).matches());
        }
    }

    @Test
    void recognisesSessionLevelStatements() {
        assertThat(List.of(
                        "set statement_timeout = 0",
                        "discard all",
                        "listen work",
                        "select set_config('role', 'x', false)",
                        "select pg_advisory_lock(1)"))
                .allMatch(sql -> SESSION_LEVEL.matcher(sql).matches());
    }

    private static void answerOneMessage(HikariDataSource pool) {
        TenantId hotel = new TenantId("hotel-sur");
        List<String> replies = new CopyOnWriteArrayList<>();
        try (Conserje conserje = Conserje.on(pool)
                .handler(incoming -> new Answer(List.of(new Reply("Hola")), Map.of()))
                .sender(reply -> {
                    replies.add(reply.reply().text());
                    return new Delivery.Sent("id");
                })
                .build()) {
            conserje.start();
            conserje.registry().register(Tenant.named(hotel, "Hotel del Sur"));
            conserje.accept(
                    hotel,
                    List.of(new InboundMessage(
                            new ProviderMessageId("wamid.1"),
                            GuestRef.phone(Channel.WHATSAPP, "+5491112345678"),
                            null,
                            new MessageContent.Text("Hola"),
                            Instant.EPOCH)));
            await().untilAsserted(() -> assertThat(replies).containsExactly("Hola"));
        }
    }

    private static List<String> sentByTheService(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .map(STATEMENT::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1).toLowerCase(Locale.ROOT).strip())
                .toList();
    }
}
