package io.conserje.postgres.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.domain.messaging.MessageContent.Choice;
import io.conserje.domain.messaging.MessageContent.Edit;
import io.conserje.domain.messaging.MessageContent.Media;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.messaging.MessageContent.Unsupported;
import io.conserje.domain.messaging.MessageContext;
import io.conserje.postgres.sql.FlatJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Earlier versions, later ones, and hands that change rows. */
final class ContentsTest {

    @Test
    void readsTheRowsOfEarlierVersions() {
        assertThat(Contents.of("text", "Hola", Map.of())).isEqualTo(new Text("Hola"));
        assertThat(Contents.of("image", "", Map.of())).isEqualTo(Media.of(Media.Kind.IMAGE));
        assertThat(Contents.of("location", "", Map.of())).isEqualTo(new Unsupported("location"));
        assertThat(Contents.context(Map.of())).isEqualTo(MessageContext.NONE);
    }

    @Test
    void earlierVersionsReadChoicesAndCorrectionsAsTexts() {
        assertThat(Contents.type(new Choice(Choice.Control.BUTTON, "b1", "Sí", null)))
                .isEqualTo("text");
        assertThat(Contents.type(new Edit("wamid.1", new Text("Sí")))).isEqualTo("text");
        assertThat(Contents.type(new Edit("wamid.1", Media.of(Media.Kind.IMAGE))))
                .isEqualTo("edit");
        assertThat(Contents.type(Media.of(Media.Kind.IMAGE))).isEqualTo("image");
    }

    @Test
    void ofATypeOfALaterVersionTheWordsRemain() {
        Map<String, String> later = Map.of("type", "poll_answer", "answer", "1", "profileName", "Ana");
        assertThat(Contents.of("poll_answer", "La 101", later)).isEqualTo(new Text("La 101"));
        assertThat(Contents.of("poll_answer", "", later)).isEqualTo(new Unsupported("poll_answer"));
        assertThat(Contents.context(later).profileName()).isEqualTo("Ana");
    }

    @Test
    void aFieldThatIsMissingOrOddIsRefused() {
        for (Map<String, String> fields : List.of(
                Map.of("type", "reaction"),
                Map.of("type", "location", "latitude", "north", "longitude", "1"),
                Map.of("type", "choice", "choice", "lever", "title", ""),
                Map.of("type", "image", "size", "big"))) {
            assertThatIllegalArgumentException().isThrownBy(() -> Contents.of("x", "", fields));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "{\"a\"}", "{\"a\":\"b\"", "{\"a\":\"b\" \"c\":\"d\"}", "{\"a\":\"\\u00", "7"})
    void refusesWhatIsNoJsonObject(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> FlatJson.read(json));
    }

    @Test
    void readsAnyJsonObject() {
        String json =
                " { \"a\" : \"\\u00bf\\n\\/\\\\\\\"\" , \"b\" : {\"x\": [\"}\", {}]}, \"c\":null,\"d\": -1.5 ,\"e\":\"\"} ";
        assertThat(FlatJson.read(json)).isEqualTo(Map.of("a", "¿\n/\\\"", "e", ""));
        assertThat(FlatJson.read("{}")).isEmpty();
    }

    @Test
    void writesWhatAJsonColumnTakes() {
        assertThat(FlatJson.write(Map.of("a\"", "\u0000\ud83d \u001b\n🛎")))
                .isEqualTo("{\"a\\\"\":\"\ufffd\ufffd \\u001b\\u000a🛎\"}");
    }
}
