package io.conserje.domain.messaging;

import io.conserje.domain.messaging.MessageContent.Text;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Which messages of a guest reach the handler together. A guest's turn begins when the guest has written nothing for
 * {@code pause}, and at the latest five pauses after the first message. It has every message that waits then.
 *
 * <p>Texts to one line join, unless they came too late to be answered. Any other message is a turn of its own, in its place, so that a handler that looks at one
 * message only loses nothing.
 *
 * @param pause 100 ms to 1 minute; zero if no message waits for another one, and each is a turn of its own
 */
public record Coalescing(Duration pause) {

    /** The most messages of one turn. Further ones are in the guest's next turn. */
    public static final int MAX_MESSAGES = 20;

    /** The shortest pause. */
    public static final Duration MIN = Duration.ofMillis(100);

    /** The longest pause. */
    public static final Duration MAX = Duration.ofMinutes(1);

    /** Each message is a turn of its own. */
    public static final Coalescing OFF = new Coalescing(Duration.ZERO);

    private static final int PATIENCE = 5;

    /** @throws IllegalArgumentException if the pause is neither zero nor within its bounds */
    public Coalescing {
        if (!pause.isZero() && (pause.compareTo(MIN) < 0 || pause.compareTo(MAX) > 0)) {
            throw new IllegalArgumentException("Messages are joined within " + MIN + " to " + MAX
                    + ", or not at all (0), was " + pause + ". Example: PT3S");
        }
    }

    public boolean isOff() {
        return pause.isZero();
    }

    /** How long after its first message a turn begins at the latest. */
    public Duration longest() {
        return pause.multipliedBy(PATIENCE);
    }

    /**
     * How many of these messages reach the handler together, from the first one on; at least one.
     *
     * @param waiting messages of one guest, in their order; not empty
     */
    public static int joinable(List<InboundMessage> waiting) {
        int characters = -1;
        for (int nth = 0; nth < waiting.size(); nth++) {
            InboundMessage message = waiting.get(nth);
            if (!(message.content() instanceof Text text) || message.context().late()) {
                return Math.max(1, nth);
            }
            characters += 1 + text.body().length();
            boolean fits = nth < MAX_MESSAGES
                    && characters <= MessageContent.MAX_CHARACTERS
                    && Objects.equals(message.line(), waiting.getFirst().line());
            if (!fits) {
                return Math.max(1, nth);
            }
        }
        return waiting.size();
    }
}
