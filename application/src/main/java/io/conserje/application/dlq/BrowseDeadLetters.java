package io.conserje.application.dlq;

import io.conserje.application.dlq.DeadLetters.Place;
import io.conserje.application.dlq.DeadLetters.Shown;
import io.conserje.application.store.StorableInstant;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.domain.dlq.DeadLetter;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lists the dead letters of one hotel or of all hotels, ordered by hotel id. Thread-safe. */
public final class BrowseDeadLetters {

    /** The maximum number of dead letters on one page. */
    public static final int MAX = 500;

    /**
     * A position in the list of all hotels: behind a dead letter.
     *
     * @param behind the position in the list of the hotel
     */
    public record Mark(TenantId tenant, Place behind) {

        private static final Pattern WRITTEN = Pattern.compile("([^/]+)/([0-9T:.-]+Z)/([0-9a-f-]{36})");

        /**
         * Parses the result of {@link #toString}.
         *
         * @throws IllegalArgumentException if the text is not such a result
         */
        public static Mark parse(String text) {
            Matcher written = WRITTEN.matcher(text);
            try {
                if (written.matches()) {
                    return new Mark(
                            new TenantId(written.group(1)),
                            new Place(
                                    StorableInstant.parse(written.group(2)),
                                    new DeadLetterId(UUID.fromString(written.group(3)))));
                }
            } catch (DateTimeException | IllegalArgumentException malformed) {
                // Reported below, as for any other malformed text.
            }
            throw new IllegalArgumentException("`after` must be the `next` value of the previous page.");
        }

        @Override
        public String toString() {
            return tenant + "/" + behind.buriedAt() + "/" + behind.id();
        }
    }

    /**
     * A page of dead letters, ordered by hotel id; those of one hotel from the newest to the oldest.
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

    /** The ids of this hotel, if it is registered, or of all hotels, in order. */
    public List<TenantId> hotels(@Nullable TenantId only) {
        return only == null
                ? directory.all().stream().map(Tenant::id).toList()
                : directory.find(only).map(Tenant::id).stream().toList();
    }

    /**
     * Reads one page.
     *
     * @param only the hotel, or null for all hotels
     * @param after the {@code next} value of the previous page, or null for the first page
     * @param max how many at most, 1 to {@link #MAX}
     */
    public Page page(@Nullable TenantId only, LetterFilter filter, Shown shown, @Nullable Mark after, int max) {
        List<DeadLetter> found = new ArrayList<>();
        for (TenantId hotel : hotels(only)) {
            int order = after == null ? 1 : hotel.compareTo(after.tenant());
            if (order >= 0 && found.size() <= max) {
                // One more than the page holds, to know whether there is a next page.
                found.addAll(letters.list(
                        hotel,
                        filter,
                        shown,
                        after != null && order == 0 ? after.behind() : null,
                        max + 1 - found.size()));
            }
        }
        if (found.size() <= max) {
            return new Page(found, null);
        }
        DeadLetter last = found.get(max - 1);
        return new Page(found.subList(0, max), new Mark(last.tenant(), Place.behind(last)));
    }

    /** The dead letter with this id, in this hotel or in any. */
    public Optional<DeadLetter> find(@Nullable TenantId only, DeadLetterId id) {
        return hotels(only).stream()
                .flatMap(hotel -> letters.find(hotel, id).stream())
                .findFirst();
    }

    /** The failed attempts of a dead letter, and the decisions about it. */
    public DeadLetters.History history(DeadLetter letter) {
        return letters.history(letter.tenant(), letter.id());
    }

    /** The number of dead letters that match and wait for a decision, in this hotel or in all. */
    public int count(@Nullable TenantId only, LetterFilter filter) {
        return hotels(only).stream()
                .mapToInt(hotel -> letters.count(hotel, filter))
                .sum();
    }
}
