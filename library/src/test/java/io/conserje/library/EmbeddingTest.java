package io.conserje.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.application.tenancy.TenantRegistry.Assignment;
import io.conserje.application.tenancy.TenantRegistry.Removal;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The README's ten lines, compiled and run. */
class EmbeddingTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final List<String> sent = new CopyOnWriteArrayList<>();

    @Test
    void theTenLinesOfTheReadmeAnswerAGuest() {
        DATABASE.empty();
        DataSource owner = DATABASE.owner();
        DataSource dataSource = DATABASE.app();
        TenantId hotel = new TenantId("hotel-sur");
        InboundMessage message = new InboundMessage(
                new ProviderMessageId("wamid.1"),
                GuestRef.phone(Channel.WHATSAPP, "+5491112345678"),
                null,
                new MessageContent.Text("Hola"),
                Instant.EPOCH);

        // README: begin
        Conserje.migrate(owner);
        try (Conserje conserje = Conserje.on(dataSource)
                .handler(incoming -> new Answer(
                        List.of(new Reply("Hola, soy " + incoming.tenant().name())), Map.of()))
                .sender(reply -> send(reply.to().address(), reply.reply().text()))
                .build()) {
            conserje.start();
            conserje.registry().register(Tenant.named(hotel, "Hotel del Sur"));
            List<Acceptance> made = conserje.accept(hotel, List.of(message)); // durable when this returns
            // README: end

            assertThat(made).singleElement().isInstanceOf(Acceptance.Accepted.class);
            await().untilAsserted(() -> assertThat(sent).containsExactly("+5491112345678 Hola, soy Hotel del Sur"));
            assertThat(conserje.accept(hotel, List.of(message))).containsExactly(new Acceptance.Duplicate());
        }
    }

    @Test
    void theReadmeShowsThoseLines() throws IOException {
        String test = Files.readString(Path.of("src/test/java/io/conserje/library/EmbeddingTest.java"));
        String lines = test.substring(
                test.indexOf("// README: begin\n") + "// README: begin\n".length(), test.indexOf("// README: end\n"));
        assertThat(withoutSpace(Files.readString(Path.of("../README.md")))).contains(withoutSpace(lines));
    }

    @Test
    void aNumberThatAHostAssignsIsFoundHoweverTheGuestsChannelWritesIt() {
        DATABASE.empty();
        TenantId hotel = new TenantId("hotel-sur");
        Identifier old = Identifier.phone(Channel.WHATSAPP, "+52 1 55 1234 5678");
        InboundMessage message = new InboundMessage(
                new ProviderMessageId("wamid.2"),
                GuestRef.phone(Channel.WHATSAPP, "+525512345678"),
                null,
                new MessageContent.Text("Hola"),
                Instant.EPOCH);
        try (Conserje conserje = Conserje.on(DATABASE.app())
                .handler(incoming -> new Answer(List.of(), Map.of()))
                .sender(reply -> send(reply.to().address(), reply.reply().text()))
                .build()) {
            TenantRegistry registry = conserje.registry();
            registry.register(Tenant.named(hotel, "Hotel del Sur"));
            assertThat(registry.assign(hotel, old)).isEqualTo(Assignment.ASSIGNED);
            assertThat(conserje.acceptWebhook().accept(List.of(message)).accepted())
                    .isEqualTo(1);
            assertThat(registry.remove(hotel, old)).isEqualTo(Removal.REMOVED);
            assertThat(conserje.tenants().identifiersOf(hotel)).isEmpty();
        }
    }

    private Delivery send(String to, String text) {
        sent.add(to + " " + text);
        return new Delivery.Sent("id-" + sent.size());
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
