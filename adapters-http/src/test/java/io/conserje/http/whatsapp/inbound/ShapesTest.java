package io.conserje.http.whatsapp.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageContent.Contacts;
import io.conserje.domain.messaging.MessageContent.Form;
import io.conserje.domain.messaging.MessageContent.Media;
import io.conserje.domain.messaging.MessageContent.Order;
import io.conserje.domain.messaging.MessageContext;
import io.conserje.http.WebhookListener.Result;
import io.conserje.http.WebhookRules;
import io.conserje.http.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every type of message that WhatsApp sends is read as what it is. */
class ShapesTest {

    private static final String ENVELOPE = "'from':'5491112345678','id':'wamid.1','timestamp':'1700000000',";

    private static Payload read(String value, boolean keepRaw) {
        byte[] bytes = ("{'entry':[{'changes':[{'field':'messages','value':" + value + "}]}]}")
                .replace('\'', '"')
                .getBytes(UTF_8);
        return new PayloadReader(InstantSource.fixed(Instant.EPOCH), new WebhookRules(keepRaw, WebhookRules.MAX_AGE))
                .read(Json.read(bytes, bytes.length).orElseThrow());
    }

    private static InboundMessage only(String value) {
        Payload payload = read(value, true);
        assertThat(payload.others()).isEmpty();
        assertThat(payload.messages()).hasSize(1);
        return payload.messages().getFirst();
    }

    private static InboundMessage message(String members) {
        return only("{'messages':[{" + ENVELOPE + members + "}]}");
    }

    private static boolean isRefused(String members) {
        Payload payload = read("{'messages':[{" + ENVELOPE + members + "}]}", true);
        return payload.messages().isEmpty() && payload.others().containsKey(Result.MALFORMED_MESSAGE);
    }

    @ParameterizedTest
    @FieldSource("io.conserje.http.whatsapp.inbound.Shape#ALL")
    void readsEachType(Shape shape) {
        InboundMessage message = only("{'messages':[" + shape.json(ENVELOPE) + "]}");
        assertThat(message.content()).isEqualTo(shape.content());
        assertThat(message.raw()).isEqualTo(shape.json(ENVELOPE));
        assertThat(message.context()).isEqualTo(MessageContext.NONE);
    }

    @Test
    void readsWhatStandsBesideTheContent() {
        String value = "{'contacts':[{'profile':{'name':'Luz'},'wa_id':'5491100000000'},"
                + "{'profile':{'name':'Ana 🛎','username':'@ana'},'wa_id':'5491112345678','user_id':'AR.1'}],"
                + "'messages':[{" + ENVELOPE
                + "'context':{'from':'5491150000000','id':'wamid.Q1','frequently_forwarded':true,"
                + "'referred_product':{'catalog_id':'35','product_retailer_id':'SPA'}},"
                + "'referral':{'source_url':'https://fb.example/1','source_id':'120','source_type':'ad',"
                + "'headline':'Verano','body':'20 %','media_type':'image','ctwa_clid':'clid'},"
                + "'type':'text','text':{'body':'hola'}}]}";
        assertThat(only(value).context())
                .isEqualTo(new MessageContext(
                        "wamid.Q1",
                        "Ana 🛎",
                        "@ana",
                        new MessageContext.Product("35", "SPA"),
                        new MessageContext.Referral("ad", "120", "https://fb.example/1", "Verano", "20 %", "clid"),
                        true));
    }

    @Test
    void theNameOfAnotherContactIsNotTheGuests() {
        String message = "'messages':[{" + ENVELOPE + "'text':{'body':'hola'}}]";
        assertThat(only("{'contacts':[{'profile':{'name':'Luz'},'wa_id':'1'},{'profile':{'name':'Sol'}}]," + message
                                + "}")
                        .context()
                        .profileName())
                .isNull();
        assertThat(only("{'contacts':[{'profile':{'name':'Luz'}}]," + message + "}")
                        .context()
                        .profileName())
                .isEqualTo("Luz");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'type':'reaction','reaction':{'emoji':'x'}",
                "'type':'location','location':{'latitude':91,'longitude':0}",
                "'type':'location','location':{'latitude':'north','longitude':0}",
                "'type':'location'",
                "'type':'order','order':{'product_items':[{'quantity':1}]}",
                "'type':'order','order':{'product_items':[{'product_retailer_id':'A','quantity':-1}]}",
                "'type':'order','order':{'product_items':[{'product_retailer_id':'A','quantity':99999999999}]}",
                "'type':'edit','edit':{'original_message_id':'wamid.X1'}",
                "'type':'edit','edit':{'message':{'type':'text','text':{'body':'hola'}}}",
                "'type':'edit','edit':{'original_message_id':'1','message':{'type':'edit','edit':{}}}",
                "'type':'revoke','revoke':{}",
                "'type':'interactive','interactive':{'type':'nfm_reply','nfm_reply':{}}",
                "'type':'interactive','interactive':{'type':'nfm_reply','nfm_reply':{'response_json':'{'}}",
                "'type':'interactive','interactive':{'type':'nfm_reply','nfm_reply':{'response_json':'[1]'}}"
            })
    void aMessageWithoutWhatItsTypeRequiresIsMalformed(String members) {
        assertThat(isRefused(members)).isTrue();
    }

    @Test
    void cutsWhatIsTooLong() {
        String long1 = "x".repeat(10_000);
        Media media = (Media) message("'type':'image','image':{'id':'" + long1 + "','caption':'" + long1 + "'}")
                .content();
        assertThat(media.id()).hasSize(MessageContent.MAX_LABEL);
        assertThat(media.words()).hasSize(MessageContent.MAX_CHARACTERS);
        String phones = "{'phone':'1'},".repeat(30) + "{'phone':'1'}";
        Contacts contacts = (Contacts)
                message("'type':'contacts','contacts':[" + ("{'phones':[" + phones + "]},").repeat(150) + "7]")
                        .content();
        assertThat(contacts.cards()).hasSize(MessageContent.MAX_PARTS);
        assertThat(contacts.cards().getFirst().phones()).hasSize(Contacts.MAX_ADDRESSES);
        Order order = (Order) message("'type':'order','order':{'product_items':["
                        + "{'product_retailer_id':'A'},".repeat(150) + "{'product_retailer_id':'A'}]}")
                .content();
        assertThat(order.items()).hasSize(MessageContent.MAX_PARTS);
    }

    @Test
    void refusesAnswersThatAreTooLong() {
        String form = "'type':'interactive','interactive':{'type':'nfm_reply','nfm_reply':{'response_json':{'a':'";
        assertThat(message(form + "x".repeat(MessageContent.MAX_ANSWERS - 8) + "'}}}")
                        .content())
                .isInstanceOf(Form.class);
        assertThat(isRefused(form + "x".repeat(MessageContent.MAX_ANSWERS) + "'}}}"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999", "1e308", "-1", "1e-300", "'nan'", "123456789012345678901234567890", "null", "[]"})
    void anOddPriceIsLeftOutOrRounded(String price) {
        Order order =
                (Order) message("'type':'order','order':{'product_items':[{'product_retailer_id':'A','item_price':"
                                + price + "}]}")
                        .content();
        assertThat(order.items())
                .singleElement()
                .satisfies(
                        item -> assertThat(item.price() == null || item.price().signum() == 0)
                                .isTrue());
    }

    @Test
    void keepsRawMessagesOnlyIfToldToAndUpToTheirBound() {
        String text = "{'messages':[{" + ENVELOPE + "'text':{'body':'hola'}}]}";
        assertThat(read(text, false).messages().getFirst().raw()).isNull();
        String longer = "'text':{'body':'" + "x".repeat(InboundMessage.MAX_RAW) + "'}";
        assertThat(message(longer).raw()).isNull();
    }
}
