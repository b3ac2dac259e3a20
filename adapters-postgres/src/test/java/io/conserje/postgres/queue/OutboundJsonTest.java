package io.conserje.postgres.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Outbound;
import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.messaging.OutboundMessage.Text;
import java.util.List;
import org.jooq.JSONB;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundJsonTest {

    static final List<OutboundMessage> KINDS = Outbound.KINDS;

    @ParameterizedTest
    @FieldSource("KINDS")
    void everyKindIsReadAsItWasWritten(OutboundMessage message) {
        String json = OutboundJson.write(message);

        assertThat(OutboundJson.read(json == null ? null : JSONB.valueOf(json), message.words()))
                .isEqualTo(message);
    }

    /** Replies of this form may wait in databases: older and newer processes read each other's. */
    @Test
    void theFormStays() {
        assertThat(Outbound.KINDS.stream().map(OutboundJson::write))
                .containsExactly(null, """
                        {"type":"template","name":"hello_world","language":"en","body":[],"buttons":[]}""", """
                        {"type":"template","name":"booking_reminder","language":"es_AR",\
                        "header":{"type":"words","parameter":{"text":"Hotel Sur"}},\
                        "body":[{"name":"name","text":"Ana"},{"name":"day","text":"viernes"}],\
                        "buttons":[{"index":0,"kind":"QUICK_REPLY","value":"yes/7"},\
                        {"index":1,"kind":"URL","value":"r/7"},{"index":2,"kind":"COPY_CODE","value":"SUR-7"}],\
                        "text":"Ana, le esperamos el viernes"}""", """
                        {"type":"template","name":"map","language":"es","header":{"type":"media","media":\
                        {"type":"media","kind":"DOCUMENT","source":{"type":"link",\
                        "address":"https://h.example/mapa.pdf?a=1&b=2"}}},"body":[],"buttons":[]}""", """
                        {"type":"buttons","body":"¿La reserva?","buttons":[{"id":"confirm","title":"Confirmo"},\
                        {"id":"cancel","title":"Cancelar"}]}""", """
                        {"type":"list","body":"Libres:","button":"Ver","sections":[{"rows":[{"id":"room/101",\
                        "title":"Habitación 101","description":"doble"}]}]}""", """
                        {"type":"list","body":"Libres:","button":"Ver","sections":[\
                        {"title":"Piso 1","rows":[{"id":"1","title":"101"}]},\
                        {"title":"Piso 2","rows":[{"id":"2","title":"201"}]}]}""", """
                        {"type":"media","kind":"DOCUMENT","source":{"type":"link",\
                        "address":"https://h.example/mapa.pdf?a=1&b=2"},"caption":"Cómo llegar","fileName":"mapa.pdf"}""", """
                        {"type":"media","kind":"AUDIO","source":{"type":"id","value":"1013859600285441"}}""", """
                        {"type":"reaction","to":"wamid.X1","emoji":"👍"}""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"type\":\"carousel\",\"cards\":[]}",
                "{\"type\":\"buttons\",\"body\":\"x\",\"buttons\":[]}",
                "{\"type\":\"media\",\"kind\":\"HOLOGRAM\",\"source\":{\"type\":\"id\",\"value\":\"1\"}}"
            })
    void whatANewerVersionWroteIsSentInItsWords(String json) {
        assertThat(OutboundJson.read(JSONB.valueOf(json), "Hola")).isEqualTo(new Text("Hola"));
    }

    @Test
    void anUnknownPartIsLeftOut() {
        assertThat(OutboundJson.read(
                        JSONB.valueOf("{\"type\":\"reaction\",\"to\":\"wamid.X1\",\"emoji\":\"👍\",\"size\":2}"), "👍"))
                .isInstanceOf(OutboundMessage.Reaction.class);
    }
}
