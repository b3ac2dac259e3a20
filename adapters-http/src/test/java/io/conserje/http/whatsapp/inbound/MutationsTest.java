package io.conserje.http.whatsapp.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.http.WebhookRules;
import io.conserje.http.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Spoils one entry of a delivery at random: its neighbours are read. Longer: {@code -Dmutations=10000}. */
class MutationsTest {

    private static final int ROUNDS = Integer.getInteger("mutations", 200);
    private static final List<Shape> SHAPES = Shape.ALL;
    private static final ObjectWriter WRITER = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build()
            .writer();

    private final PayloadReader reader = new PayloadReader(InstantSource.fixed(Instant.EPOCH), WebhookRules.DEFAULT);

    private static ObjectNode entry(String message) {
        String entry = ("{'id':'1','changes':[{'field':'messages','value':{'messaging_product':'whatsapp',"
                                + "'metadata':{'display_phone_number':'5411','phone_number_id':'42'},"
                                + "'contacts':[{'profile':{'name':'Ana'},'wa_id':'5491112345678'}],'messages':[")
                        .replace('\'', '"')
                + message
                + ("],'statuses':[{'id':'wamid.S1','status':'failed','timestamp':'1','recipient_id':'5491112345678',"
                                + "'errors':[{'code':131042,'title':'Payment'}]}]}}]}")
                        .replace('\'', '"');
        byte[] bytes = entry.getBytes(UTF_8);
        return (ObjectNode) Json.read(bytes, bytes.length).orElseThrow();
    }

    private static String envelope(String id) {
        return "'context':{'id':'wamid.Q','forwarded':true},'referral':{'source_type':'ad','body':'b'},"
                + "'from':'5491112345678','id':'" + id + "','timestamp':'1700000000',";
    }

    /** Escapes what is not ASCII, because bytes cannot contain an unpaired surrogate. */
    private static byte[] written(ObjectNode payload) {
        try {
            return WRITER.writeValueAsBytes(payload);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @ParameterizedTest
    @FieldSource("SHAPES")
    void aSpoiltEntryCostsItselfAlone(Shape shape) {
        Random random = new Random(shape.name().hashCode());
        Mutation mutation = new Mutation(random);
        for (int round = 0; round < ROUNDS; round++) {
            ObjectNode spoilt = entry(shape.json(envelope("wamid.spoilt")));
            mutation.spoil(spoilt);
            ObjectNode good = entry(SHAPES.getFirst().json(envelope("wamid.good")));
            ObjectNode payload = JsonNodeFactory.instance.objectNode();
            List<JsonNode> entries = random.nextBoolean() ? List.of(spoilt, good) : List.of(good, spoilt);
            payload.putArray("entry").addAll(entries);
            byte[] bytes = written(payload);
            Payload read = reader.read(Json.read(bytes, bytes.length).orElseThrow());
            assertThat(read.messages())
                    .as("%s, round %d: %s", shape, round, spoilt)
                    .extracting(InboundMessage::providerId)
                    .extracting(id -> id.value())
                    .contains("wamid.good");
            assertThat(read.statuses()).isNotEmpty();
        }
    }
}
