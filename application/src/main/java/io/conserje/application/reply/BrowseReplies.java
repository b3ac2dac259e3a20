package io.conserje.application.reply;

import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists the replies of one hotel or of all hotels, the newest first. Thread-safe. */
public final class BrowseReplies {

    /** The maximum number of replies on one page. */
    public static final int MAX = 500;

    /**
     * A page of replies.
     *
     * @param next where the next page begins; null on the last page
     */
    public record Page(List<ReplyRecord> replies, @Nullable UUID next) {
        public Page {
            replies = List.copyOf(replies);
        }
    }

    private final ReplyRecords replies;
    private final TenantDirectory directory;

    public BrowseReplies(ReplyRecords replies, TenantDirectory directory) {
        this.replies = replies;
        this.directory = directory;
    }

    /** Whether this hotel is registered. */
    public boolean knows(TenantId hotel) {
        return directory.find(hotel).isPresent();
    }

    /**
     * Reads one page.
     *
     * @param only the hotel, or null for all hotels
     * @param after the {@code next} value of the previous page, or null for the first page
     * @param max how many at most, 1 to {@link #MAX}
     */
    public Page page(@Nullable TenantId only, ReplyFilter filter, @Nullable UUID after, int max) {
        // One more than the page holds, to know whether there is a next page.
        List<ReplyRecord> found = replies.list(only, filter, after, max + 1);
        return found.size() <= max
                ? new Page(found, null)
                : new Page(found.subList(0, max), found.get(max - 1).id());
    }

    /** The reply with this id, of this hotel or of any. */
    public Optional<ReplyRecord> find(@Nullable TenantId only, UUID id) {
        return replies.find(only, id);
    }

    /** What happened to a reply, the oldest first. */
    public List<ReplyRecords.Event> history(ReplyRecord reply) {
        return replies.history(reply.tenant(), reply.id());
    }

    /** This hotel, or the hotels with replies that match, by id; 1000 at most. */
    public List<TenantId> hotels(@Nullable TenantId only, ReplyFilter filter) {
        return only == null ? replies.hotels(filter) : List.of(only);
    }
}
