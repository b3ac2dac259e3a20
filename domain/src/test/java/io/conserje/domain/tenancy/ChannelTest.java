package io.conserje.domain.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelTest {

    @ParameterizedTest
    @ValueSource(strings = {"whatsapp", "email", "x", "web-chat_2", "aaaaaaaaaabbbbbbbbbbcccccccccc"})
    void takes_one_to_thirty_characters_beginning_with_a_letter(String name) {
        assertThat(new Channel(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "WhatsApp", "2web", "web chat", "aaaaaaaaaabbbbbbbbbbccccccccccd"})
    void refuses_any_other_name(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Channel(name))
                .withMessageContaining("\"" + name + "\"")
                .withMessageContaining("Example: whatsapp");
    }
}
