package io.conserje.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent.Echo;
import io.conserje.domain.messaging.MessageContent.Edit;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.http.WebhookListener.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Only live words of guests are taken for such. */
class LiveWordsTest {

    private static final String GUEST = "5491112345678";

    private RunningServer http;

    @BeforeEach
    void start() {
        http = RunningServer.start();
    }

    @AfterEach
    void stop() {
        http.close();
    }

    private static String change(String field, String inside) {
        return ("{'field':" + field + ",'value':{'metadata':{'display_phone_number':'+54 9 11 0000-0000',"
                        + "'phone_number_id':'" + Hotels.CENTRO_LINE + "'}," + inside + "}}")
                .replace('\'', '"');
    }

    private static String delivery(String... changes) {
        return "{\"entry\":[{\"changes\":[" + String.join(",", changes) + "]}]}";
    }

    private static String message(String id, String from, Duration age, String more) {
        return "{'from':'" + from + "','id':'" + id + "','timestamp':'"
                + RunningServer.NOW.minus(age).getEpochSecond() + "'," + more
                + "'type':'text','text':{'body':'hola'}}";
    }

    private List<InboundMessage> accepted() {
        return http.inboxes.of(Hotels.CENTRO);
    }

    @Test
    void fieldsThatAreNotReadAreCountedByName() {
        String messages = "'messages':[" + message("wamid.1", GUEST, Duration.ZERO, "") + "]";
        String body = delivery(
                change("'history'", messages),
                change("'history'", messages),
                change("'message_echoes'", messages),
                "{\"field\":\"account_alerts\"}",
                change("'field of tomorrow'", messages),
                change("'another one'", messages));
        assertThat(http.deliver(body).body()).contains("\"accepted\":0", "\"ignored\":0");
        assertThat(accepted()).isEmpty();
        assertThat(http.fields).isEqualTo(Map.of("history", 2, "message_echoes", 1, "account_alerts", 1, "other", 2));
        assertThat(http.counts).isEmpty();
        assertThat(http.unrouted.groups()).isEmpty();
    }

    @Test
    void aFieldThatIsNoTextCannotBeRead() {
        http.deliver(delivery(change("7", "'messages':[]"), change("null", "'messages':[]")));
        assertThat(http.counts).isEqualTo(Map.of(Result.UNREADABLE_PART, 1));
    }

    @Test
    void groupMessagesAndTheHotelsOwnAreIgnored() {
        String body = delivery(change(
                "'messages'",
                "'messages':[" + message("wamid.1", GUEST, Duration.ZERO, "'group_id':'R1JPVVAx',") + ","
                        + message("wamid.2", "5491100000000", Duration.ZERO, "") + ","
                        + message("wamid.3", GUEST, Duration.ZERO, "'group_id':null,") + "]"));
        assertThat(http.deliver(body).body()).contains("\"accepted\":1", "\"ignored\":2");
        assertThat(accepted())
                .extracting(message -> message.providerId().value())
                .containsExactly("wamid.3");
        assertThat(http.counts).isEqualTo(Map.of(Result.ACCEPTED, 1, Result.GROUP_MESSAGE, 1, Result.OWN_MESSAGE, 1));
    }

    @Test
    void oldMessagesAreAcceptedAndMarkedAsLate() {
        Duration day = WebhookRules.MAX_AGE;
        String body = delivery(change(
                "'messages'",
                "'messages':[" + message("wamid.1", GUEST, day.plusSeconds(1), "") + ","
                        + message("wamid.2", GUEST, day, "") + "]"));
        http.deliver(body);
        assertThat(accepted()).extracting(message -> message.context().late()).containsExactly(true, false);
        try (RunningServer patient = RunningServer.start(
                RunningServer.PRODUCTION, parts -> parts.webhookRules(new WebhookRules(true, null)))) {
            patient.deliver(body);
            assertThat(patient.inboxes.of(Hotels.CENTRO))
                    .extracting(message -> message.context().late())
                    .containsExactly(false, false);
        }
    }

    @Test
    void whatAPersonWroteIsAMessageOfTheHotel() {
        String echo = "{'from':'5491100000000','to':'" + GUEST + "','id':'wamid.E1','timestamp':'"
                + RunningServer.NOW.plusSeconds(3600).getEpochSecond()
                + "','type':'text','text':{'body':'Hola, le atiende Luz'}}";
        String hidden = "{'from':'5491100000000','to_user_id':'AR.1','id':'wamid.E2','timestamp':'1700000000',"
                + "'type':'edit','edit':{'original_message_id':'wamid.E1','message':{'type':'text','text':"
                + "{'body':'Buenas'}}}}";
        String body = delivery(change("'smb_message_echoes'", "'message_echoes':[" + echo + "," + hidden + ",7]"));
        assertThat(http.deliver(body).body()).contains("\"accepted\":2", "\"ignored\":1");
        assertThat(http.deliver(body).body()).contains("\"accepted\":0", "\"duplicates\":2");
        assertThat(accepted())
                .extracting(InboundMessage::content)
                .containsExactly(
                        new Echo(new Text("Hola, le atiende Luz")), new Echo(new Edit("wamid.E1", new Text("Buenas"))));
        assertThat(accepted()).extracting(message -> message.guest().address()).containsExactly("+" + GUEST, "AR.1");
        assertThat(accepted().getFirst().sentAt()).isEqualTo(RunningServer.NOW);
    }
}
