package io.conserje.bootstrap.cli;

import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.dlq.DeadLetters.Place;
import io.conserje.application.dlq.DeadLetters.Shown;
import io.conserje.application.dlq.LetterFilter;
import io.conserje.domain.dlq.DeadLetter;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.tenancy.TenantId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One page of letters, hotel after hotel, each hotel's newest first.
 *
 * @param next what {@code --after} is to say for the next page, or null if this is the last
 */
record LetterPage(List<DeadLetter> letters, @Nullable String next) {

    /**
     * A place in the list over all hotels.
     *
     * @param behind null for before the hotel's first letter
     */
    record Mark(TenantId tenant, @Nullable Place behind) {

        /** Reads what {@link #text} wrote. */
        static Mark parse(String text) {
            String[] parts = text.split("/", -1);
            try {
                if (parts.length == 3) {
                    return new Mark(
                            new TenantId(parts[0]),
                            new Place(Instant.parse(parts[1]), new DeadLetterId(UUID.fromString(parts[2]))));
                }
            } catch (DateTimeException | IllegalArgumentException malformed) {
                // Said below, for this and for every other way to be no such place.
            }
            throw new IllegalArgumentException("it must be what the page before said it goes on with");
        }

        static String text(DeadLetter letter) {
            return letter.tenant() + "/" + letter.buriedAt() + "/" + letter.id();
        }
    }

    /**
     * Reads a page.
     *
     * @param hotels by id
     * @param most how many letters at most, 1 to 999
     */
    static LetterPage read(
            DeadLetters store,
            List<TenantId> hotels,
            LetterFilter filter,
            Shown shown,
            @Nullable Mark after,
            int most) {
        List<DeadLetter> letters = new ArrayList<>();
        for (TenantId hotel : hotels) {
            int before = after == null ? 1 : hotel.compareTo(after.tenant());
            if (before >= 0 && letters.size() <= most) {
                Place behind = after != null && before == 0 ? after.behind() : null;
                // One more than is shown, to know whether there is another page.
                letters.addAll(store.list(hotel, filter, shown, behind, most + 1 - letters.size()));
            }
        }
        if (letters.size() <= most) {
            return new LetterPage(letters, null);
        }
        List<DeadLetter> page = letters.subList(0, most);
        return new LetterPage(List.copyOf(page), Mark.text(page.getLast()));
    }
}
