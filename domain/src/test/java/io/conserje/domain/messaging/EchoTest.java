package io.conserje.domain.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.domain.messaging.MessageContent.Echo;
import io.conserje.domain.messaging.MessageContent.Text;
import org.junit.jupiter.api.Test;

class EchoTest {

    @Test
    void hasNoWordsOfTheGuest() {
        assertThat(new Echo(new Text("Hola, le atiende Luz")).words()).isEmpty();
    }

    @Test
    void isNoEchoOfAnEcho() {
        Echo echo = new Echo(new Text("Hola"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Echo(echo));
    }
}
