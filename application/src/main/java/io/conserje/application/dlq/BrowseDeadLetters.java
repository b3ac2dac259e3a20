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

/** Dead letters as an operator looks at them, of one hotel or of all, hotel after hotel by id. Thread-safe. */
public final class BrowseDeadLetters {

    /** The most letters on one page. */
    public static final int MAX = 500;

    /**
     * A place in the list over all hotels: behind a letter.
     *
     * @param behind its place in its hotel's list
     */
    public record Mark(TenantId tenant, Place behind) {

        private static final Pattern WRITTEN = Pattern.compile("([^/]+)/([0-9T:.-]+Z)/([0-9a-f-]{36})");

        /**
         * Reads what {@link #toString} wrote.
         *
         * @throws IllegalArgumentException if it is something else
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
                // Said below, for this and for every other way to be no such place.
            }
            throw new IllegalArgumentException("It is what the page before said that it goes on with");
        }

        @Override
        public String toString() {
            return tenant + "/" + behind.buriedAt() + "/" + behind.id();
        }
    }

    /**
     * Some letters, hotel after hotel, each hotel's last buried first.
     *
     * @param next where the next page begins, or null if there is none
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

    /** The hotels that are meant: this one, if it is registered; without it all of them, by id. */
    public List<TenantId> hotels(@Nullable TenantId only) {
        return only == null
                ? directory.all().stream().map(Tenant::id).toList()
                : directory.find(only).map(Tenant::id).stream().toList();
    }

    /**
     * A page of letters.
     *
     * @param only of this hotel, or null for every hotel
     * @param after where to go on, or null for the beginning
     * @param most 1 to {@link #MAX}
     */
    public Page page(@Nullable TenantId only, LetterFilter filter, Shown shown, @Nullable Mark after, int most) {
        List<DeadLetter> found = new ArrayList<>();
        for (TenantId hotel : hotels(only)) {
            int order = after == null ? 1 : hotel.compareTo(after.tenant());
            if (order >= 0 && found.size() <= most) {
                // One more than is shown, to know whether there is another page.
                found.addAll(letters.list(
                        hotel,
                        filter,
                        shown,
                        after != null && order == 0 ? after.behind() : null,
                        most + 1 - found.size()));
            }
        }
        if (found.size() <= most) {
            return new Page(found, null);
        }
        DeadLetter last = found.get(most - 1);
        return new Page(found.subList(0, most), new Mark(last.tenant(), Place.behind(last)));
    }

    /** The letter of that id, in this hotel or in any. */
    public Optional<DeadLetter> find(@Nullable TenantId only, DeadLetterId id) {
        return hotels(only).stream()
                .flatMap(hotel -> letters.find(hotel, id).stream())
                .findFirst();
    }

    /** What happened to a letter's message. */
    public DeadLetters.History history(DeadLetter letter) {
        return letters.history(letter.tenant(), letter.id());
    }

    /** How many buried letters a filter means, in this hotel or in all. */
    public int count(@Nullable TenantId only, LetterFilter filter) {
        return hotels(only).stream()
                .mapToInt(hotel -> letters.count(hotel, filter))
                .sum();
    }
}
