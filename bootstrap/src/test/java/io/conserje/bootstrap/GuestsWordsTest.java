package io.conserje.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.embedded.EmbeddedServers;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What guests and hotels really send to WhatsApp, through the whole service on real servers. */
class GuestsWordsTest {

    private static final String LINE = "100000000000042";
    private static final String OWN_NUMBER = "5491100000000";
    private static final String ASKED = "¿Tienen lugar mañana para 2?";
    private static final String ONLY_TEXT = "solo puedo leer mensajes de texto";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static EmbeddedServers servers;
    private static Service service;

    private final String guest = "549" + (1_000_000_000L + new Random().nextInt(1_000_000_000));

    @BeforeAll
    static void start() {
        Settings settings = Settings.from(Map.of("ENVIRONMENT", "development", "PORT", "0", "MAX_MESSAGE_AGE", "24h"));
        servers = EmbeddedServers.start(folder.resolve("data"), EmbeddedServers.neededBy(settings));
        service = Service.start(settings.at(servers.postgres(), servers.redis()));
        TenantId hotel = new TenantId("hotel-sur");
        service.conserje().registry().register(Tenant.named(hotel, "Hotel del Sur"));
        service.conserje().registry().assign(hotel, Identifier.phoneNumberId(Channel.WHATSAPP, LINE));
    }

    @AfterAll
    static void stop() {
        service.close();
        servers.close();
    }

    @BeforeEach
    void greet() {
        assertThat(answerTo("'type':'text','text':{'body':'hola'}")).contains("Hotel del Sur");
    }

    @Test
    void answersCaptionsButtonsAndCorrections() {
        String expected = answerTo("'type':'text','text':{'body':'" + ASKED + "'}");
        assertThat(expected).doesNotContain(ONLY_TEXT, "no le entendí");
        assertThat(answerTo("'type':'image','image':{'id':'1','caption':'" + ASKED + "'}"))
                .isEqualTo(expected);
        assertThat(answerTo("'type':'edit','edit':{'original_message_id':'wamid.X1','message':"
                        + "{'type':'text','text':{'body':'" + ASKED + "'}}}"))
                .isEqualTo(expected);
        assertThat(answerTo("'type':'interactive','interactive':{'type':'button_reply','button_reply':"
                        + "{'id':'b1','title':'" + ASKED + "'}}"))
                .isEqualTo(expected);
        assertThat(answerTo("'type':'audio','audio':{'id':'1','voice':true}")).contains(ONLY_TEXT);
        assertThat(answerTo("'type':'interactive','interactive':{'type':'nfm_reply','nfm_reply':{'name':'flow',"
                        + "'response_json':'{}'}}"))
                .contains(ONLY_TEXT);
    }

    @Test
    void answersNothingThatIsNoLiveWord() {
        deliver(change("'history'", "'messages':[" + message("'type':'image','image':{'id':'11'}") + "]"));
        deliver(messages("'group_id':'R1JPVVAx','type':'text','text':{'body':'hola'}"));
        deliver(messages("'type':'reaction','reaction':{'message_id':'wamid.1','emoji':'👍'}"));
        String old = message("'type':'text','text':{'body':'hola'}")
                .replaceAll("'timestamp':'[0-9]+'", "'timestamp':'1700000000'");
        deliver(change("'messages'", "'messages':[" + old + "]"));
        assertThat(answerTo("'type':'text','text':{'body':'gracias'}")).contains("¡Con gusto!");
        assertThat(replies()).hasSize(2);
        assertThat(metrics())
                .contains("webhook_fields_ignored_total{field=\"history\"}")
                .contains("webhook_messages_total{result=\"group_message\"}")
                .contains("queue_messages_unanswered_total{why=\"late\"}");
    }

    @Test
    void leavesTheGuestToAPersonWhoWritesFromThePhone() {
        String echo = "{'from':'" + OWN_NUMBER + "','to':'" + guest + "','id':'wamid." + UUID.randomUUID()
                + "','timestamp':'" + Instant.now().getEpochSecond()
                + "','type':'text','text':{'body':'Hola, le atiende Luz'}}";
        deliver(change("'smb_message_echoes'", "'message_echoes':[" + echo + "]"));
        deliver(messages("'type':'text','text':{'body':'" + ASKED + "'}"));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(metrics())
                        .contains("queue_messages_unanswered_total{why=\"from_hotel\"}")
                        .contains("queue_messages_unanswered_total{why=\"with_person\"}"));
        assertThat(replies()).hasSize(1);
    }

    @Test
    void aPartThatCannotBeReadDelaysNoOther() {
        int before = replies().size();
        deliver("{'field':'messages'}", messages("'type':'text','text':{'body':'gracias'}"));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(replies()).hasSize(before + 1));
        assertThat(service.conserje().routeUnrouted().groups())
                .anyMatch(group -> group.unreadable() && group.messages() > 0);
    }

    /** Delivers a message, and returns the reply. */
    private String answerTo(String message) {
        int before = replies().size();
        deliver(messages(message));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(replies()).hasSize(before + 1));
        return replies().getFirst();
    }

    private String messages(String message) {
        return change("'messages'", "'messages':[" + message(message) + "]");
    }

    private String message(String members) {
        return "{'from':'" + guest + "','id':'wamid." + UUID.randomUUID() + "','timestamp':'"
                + Instant.now().getEpochSecond() + "'," + members + "}";
    }

    private static String change(String field, String inside) {
        return "{'field':" + field + ",'value':{'metadata':{'display_phone_number':'" + OWN_NUMBER
                + "','phone_number_id':'" + LINE + "'}," + inside + "}}";
    }

    private static void deliver(String... changes) {
        String body = "{'object':'whatsapp_business_account','entry':[{'id':'1','changes':[" + String.join(",", changes)
                + "]}]}";
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri("/api/webhooks/whatsapp"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** The replies to the guest, the newest first. */
    private List<String> replies() {
        return Pattern.compile("\"to\":\"\\+" + guest + "\",\"text\":\"(.*?)\"}")
                .matcher(send(HttpRequest.newBuilder(uri("/api/dev/replies"))).body())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String metrics() {
        return send(HttpRequest.newBuilder(uri("/metrics"))).body();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new AssertionError("No answer", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", stopped);
        }
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + service.port() + path);
    }
}
