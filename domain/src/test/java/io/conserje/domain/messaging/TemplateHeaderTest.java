package io.conserje.domain.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.domain.messaging.OutboundMessage.Media;
import io.conserje.domain.messaging.OutboundMessage.MediaKind;
import io.conserje.domain.messaging.OutboundMessage.MediaSource;
import io.conserje.domain.messaging.OutboundMessage.TemplateHeader.Attached;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TemplateHeaderTest {

    @ParameterizedTest
    @EnumSource(names = {"IMAGE", "VIDEO", "DOCUMENT"})
    void showsAPictureAVideoOrADocument(MediaKind kind) {
        assertThat(new Attached(media(kind, null)).media().kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @EnumSource(names = {"AUDIO", "STICKER"})
    void showsNothingElse(MediaKind kind) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Attached(media(kind, null)))
                .withMessageContaining("not " + kind.word());
    }

    @Test
    void hasNoCaption() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Attached(media(MediaKind.IMAGE, "Nuestra terraza")))
                .withMessageContaining("not image with a caption")
                .withMessageNotContaining("terraza");
    }

    private static Media media(MediaKind kind, @Nullable String caption) {
        return new Media(kind, new MediaSource.Id("1013859600285441"), caption, null);
    }
}
