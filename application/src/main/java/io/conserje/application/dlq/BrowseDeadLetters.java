package io.conserje.application.dlq;

import io.conserje.application.dlq.DeadLetters.Place;
import io.conserje.application.dlq.DeadLetters.Shown;
import io.conserje.application.store.StorableInstant;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.domain.dlq.DeadLetter;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.tenancy.TenantId;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lists the dead letters of one hotel or of all hotels, newest first. Thread-safe. */
public final class BrowseDeadLetters {

    /** The maximum number of dead letters on one page. */
    public static final int MAX = 500;

    /** A position in the list: behind a dead letter. */
    public record Mark(Place behind) {

        private static final Pattern WRITTEN = Pattern.compile("([0-9T:.-]+Z)/([0-9a-f-]{36})");

        /**
         * Parses the result of {@link #toString}.
         *
         * @throws IllegalArgumentException if the text is not such a result
         */
        public static Mark parse(String text) {
            Matcher written = WRITTEN.matcher(text);
            try {
                if (written.matches()) {
                    return new Mark(new Place(
                            StorableInstant.parse(written.group(1)),
                            new DeadLetterId(UUID.fromString(written.group(2)))));
                }
            } catch (DateTimeException | IllegalArgumentException malformed) {
                // Reported below, as for any other malformed text.
            }
            throw new IllegalArgumentException("`after` must be the `next` value of the previous page.");
        }

        @Override
        public String toString() {
            return behind.buriedAt() + "/" + behind.id();
        }
    }

    /**
     * A page of dead letters, from the newest to the oldest.
     *
     * @param next where the next page begins; null on the last page
     */
    public record Page(List<DeadLetter> letters, @Nullable Mark next) {
        public Page {
            letters = List.copyOf(letters);
        }
    }

    private final DeadLetters letters;
    private final TenantDirectory directory;

    public BrowseDeadLetters(DeadLetters letters, TenantDirectory directory) {
        this.letters = letters;
        this.directory = directory;
    }

    /** Whether this hotel is registered. */
    public boolean knows(TenantId hotel) {
        return directory.find(hotel).isPresent();
    }

    /** This hotel, or the hotels with dead letters that match and wait for a decision, by id. */
    public List<TenantId> hotels(@Nullable TenantId only, LetterFilter filter) {
        return only == null ? letters.hotels(filter) : List.of(only);
    }

    /**
     * Reads one page.
     *
     * @param only the hotel, or null for all hotels
     * @param after the {@code next} value of the previous page, or null for the first page
     * @param max how many at most, 1 to {@link #MAX}
     */
    public Page page(@Nullable TenantId only, LetterFilter filter, Shown shown, @Nullable Mark after, int max) {
        Place behind = after == null ? null : after.behind();
        // One more than the page holds, to know whether there is a next page.
        List<DeadLetter> found = only == null
                ? letters.list(filter, shown, behind, max + 1)
                : letters.list(only, filter, shown, behind, max + 1);
        return found.size() <= max
                ? new Page(found, null)
                : new Page(found.subList(0, max), new Mark(Place.behind(found.get(max - 1))));
    }

    /** The dead letter with this id, in this hotel or in any. */
    public Optional<DeadLetter> find(@Nullable TenantId only, DeadLetterId id) {
        return only == null ? letters.find(id) : letters.find(only, id);
    }

    /** The failed attempts of a dead letter, and the decisions about it. */
    public DeadLetters.History history(DeadLetter letter) {
        return letters.history(letter.tenant(), letter.id());
    }

    /** The message of a dead letter as the channel spelled it; empty if that is not kept any more. */
    public Optional<String> raw(DeadLetter letter) {
        return letters.raw(letter.tenant(), letter.id());
    }

    /** The number of dead letters that match and wait for a decision, in this hotel or in all. */
    public int count(@Nullable TenantId only, LetterFilter filter) {
        return only == null ? letters.count(filter) : letters.count(only, filter);
    }
}
