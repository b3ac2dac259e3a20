package io.conserje.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.ReplyRates;
import io.conserje.application.messaging.ReplySender;
import io.conserje.application.outbound.HotelMessage;
import io.conserje.application.outbound.Outbox.Cancelling;
import io.conserje.application.outbound.SendMessage.Sending;
import io.conserje.application.outbound.WindowClosedException;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.ChannelFeatures;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.OutboundMessage.Template;
import io.conserje.domain.messaging.OutboundMessage.Text;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages with which a hotel writes first, on a real database and over a channel with a window. */
final class SendFirstTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int THREADS = 8;
    private static final int EACH = 20;

    private final TenantId hotel = Fresh.tenant();
    private final GuestRef guest = Fresh.guest();
    private final List<String> sent = new CopyOnWriteArrayList<>();

    @BeforeEach
    void openTheHotel() {
        DATABASE.empty();
        DATABASE.givenTenants(hotel);
    }

    @Test
    void aMessageIsSentOnceIfItsTransactionIsCommitted() {
        List<String> committed = new CopyOnWriteArrayList<>();
        try (Conserje conserje = conserje()) {
            conserje.start();
            Crowd.of(THREADS, member -> () -> {
                for (int i = 0; i < EACH; i++) {
                    String key = member + "-" + i;
                    if (booked(conserje, key, i % 4)) {
                        committed.add(key);
                    }
                }
                return member;
            });
            await().atMost(PATIENCE).until(() -> sent.size() >= committed.size());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    DATABASE.asOwner("select count(*) from conserje.replies where state = 'pending'"))
                            .containsExactly("0"));
        }
        assertThat(committed).hasSize(THREADS * EACH / 2);
        assertThat(sent).containsExactlyInAnyOrderElementsOf(committed);
    }

    /** @param fate 0 and 1 commit, 2 rolls back, 3 loses its connection before the commit */
    private boolean booked(Conserje conserje, String key, int fate) throws SQLException {
        try (Connection connection = DATABASE.app().getConnection()) {
            connection.setAutoCommit(false);
            conserje.send(connection, template(key).once(key));
            switch (fate) {
                case 2 -> connection.rollback();
                case 3 -> {
                    kill(connection);
                    assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
                }
                default -> connection.commit();
            }
        } catch (SQLException closing) {
            if (fate != 3) {
                throw closing;
            }
        }
        return fate < 2;
    }

    private static void kill(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            DATABASE.asOwner("select pg_terminate_backend(cast(? as int))", row.getString(1));
        }
    }

    @Test
    void callsWithOneKeySendOneMessage() {
        try (Conserje conserje = conserje()) {
            conserje.start();
            List<Sending> made = Crowd.of(
                    THREADS, member -> () -> conserje.send(template("reminder").once("booking-7")));
            assertThat(made)
                    .extracting(Sending::id)
                    .containsOnly(made.getFirst().id());
            assertThat(made).filteredOn(Sending::repeated).hasSize(THREADS - 1);
            await().atMost(PATIENCE).until(() -> sent.equals(List.of("reminder")));
        }
    }

    @Test
    void outsideTheWindowATemplateIsSentAndATextRefused() {
        try (Conserje conserje = conserje()) {
            assertThatThrownBy(() -> conserje.send(hotel, guest, new Text("¿Viene?")))
                    .isInstanceOf(WindowClosedException.class)
                    .hasMessageContaining("has not written for 24 hours")
                    .hasMessageContaining("Template.of(")
                    .hasMessageNotContaining(guest.address());
            conserje.accept(
                    hotel,
                    List.of(new InboundMessage(
                            Fresh.providerId(), guest, null, new MessageContent.Text("Hola"), Instant.now())));
            conserje.send(hotel, guest, new Text("¿Viene?"));
            conserje.start();
            await().atMost(PATIENCE).until(() -> sent.contains("¿Viene?"));
        }
    }

    @Test
    void aReminderWaitsForItsTimeAndHoldsNobodyUp() {
        try (Conserje conserje = conserje()) {
            conserje.start();
            Instant soon = Instant.now().plusMillis(1500);
            conserje.send(template("later").notBefore(soon));
            UUID never = conserje.send(template("never").notBefore(soon)).id();
            conserje.send(template("now"));
            assertThat(conserje.sendMessage().cancel(hotel, never, new Warrant("ana", "the guest has left")))
                    .isEqualTo(Cancelling.DONE);
            await().atMost(PATIENCE).until(() -> sent.contains("now"));
            await().atMost(PATIENCE).until(() -> sent.contains("later"));
            assertThat(Instant.now()).isAfter(soon);
        }
        assertThat(sent).containsExactly("now", "later");
    }

    @Test
    void anInactiveHotelSendsNothing() {
        try (Conserje conserje = conserje()) {
            TenantId other = Fresh.tenant();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> conserje.send(other, guest, Template.of("reminder", "es")))
                    .withMessageContaining("no active hotel " + other);
        }
    }

    @Test
    void joinedWorkSendsWithTheOutboxOfItsScope() throws SQLException {
        try (Conserje conserje = conserje();
                Connection connection = DATABASE.app().getConnection()) {
            connection.setAutoCommit(false);
            List<Sending> made = new ArrayList<>();
            conserje.joining(connection, hotel, scope -> {
                made.add(conserje.sendMessage().send(scope.outbox(), template("reminder")));
                return made;
            });
            connection.commit();
            assertThat(conserje.browseReplies().find(hotel, made.getFirst().id()))
                    .isPresent();
        }
    }

    @Test
    void acceptingAGuestsMessagesSeldomWritesWhenTheyWrote() {
        try (Conserje conserje = conserje()) {
            for (int i = 0; i < 20; i++) {
                conserje.accept(
                        hotel,
                        List.of(new InboundMessage(
                                Fresh.providerId(), guest, null, new MessageContent.Text("Hola"), Instant.now())));
            }
        }
        assertThat(DATABASE.asOwner("select (select min(xmin::text::bigint) from conserje.guest_last_messages)"
                        + " <= (select min(xmin::text::bigint) from conserje.inbox)"))
                .containsExactly("t");
    }

    private HotelMessage template(String text) {
        return HotelMessage.to(hotel, guest, new Template("reminder", "es", null, List.of(), List.of(), text));
    }

    private Conserje conserje() {
        return Conserje.on(DATABASE.app())
                .replyRates(new ReplyRates(1000, Duration.ZERO, 1000))
                .handler(incoming -> new Answer(List.of(), Map.of()))
                .sender(new ReplySender() {
                    @Override
                    public Delivery send(OutboundReply reply) {
                        sent.add(reply.reply().text());
                        return new Delivery.Sent("wamid." + reply.id());
                    }

                    @Override
                    public ChannelFeatures features(Channel channel) {
                        return ChannelFeatures.ALL.within(Duration.ofHours(24));
                    }
                })
                .build();
    }
}
