package io.conserje.postgres.queue;

import io.conserje.application.outbound.Outbox;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.sql.Columns;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Statements;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** The messages with which one hotel writes first, in {@code conserje.outbound_messages}. */
public final class PostgresOutbox implements Outbox {

    private record Post(TenantId tenant, Draft draft, List<UUID> ids) {

        GuestRef guest() {
            return draft.message().guest();
        }

        @Nullable
        String line() {
            HotelLine line = draft.message().line();
            return line == null ? null : line.value();
        }
    }

    private record Cancel(TenantId tenant, UUID id, Warrant warrant) {}

    private static final SqlTemplate<Post> POST = SqlTemplate.<Post>read(PostgresOutbox.class, "post_message.sql")
            .bind("tenant", post -> post.tenant().value())
            .bind("outbound", post -> post.ids().getFirst())
            .bind("key", post -> text(post.draft().message().key()))
            .bind("channel", post -> post.guest().channel().name())
            .bind("guest", post -> post.guest().address())
            .bind("line", post -> text(post.line()))
            .bind("not_before", post -> time(post.draft().message().notBefore()))
            .bind("window_millis", post -> millis(post.draft()))
            .bind("by", post -> post.draft().message().by())
            .bind("reply_ids", post -> Columns.ids(post.ids(), id -> id))
            .bind("bodies", post -> Columns.texts(post.draft().parts(), OutboundMessage::words))
            .bind("contents", post -> Columns.texts(post.draft().parts(), OutboundJson::write))
            .build();

    private static final SqlTemplate<Cancel> CANCEL = SqlTemplate.<Cancel>read(
                    PostgresOutbox.class, "cancel_message.sql")
            .bind("tenant", cancel -> cancel.tenant().value())
            .bind("outbound", Cancel::id)
            .bind("by", cancel -> cancel.warrant().by())
            .bind("why", cancel -> cancel.warrant().why())
            .build();

    private static final Field<UUID> MADE = DSL.field("made", UUID.class);
    private static final Field<UUID> KNOWN = DSL.field("known", UUID.class);
    private static final Field<Boolean> TAKEN = DSL.field("taken", Boolean.class);
    private static final Field<Boolean> ACTIVE = DSL.field("active", Boolean.class);
    private static final Field<Integer> CANCELLED = DSL.field("cancelled", Integer.class);
    private static final Field<Boolean> EXISTS = DSL.field("known", Boolean.class);

    private final TenantId tenant;
    private final Statements statements;
    private final Supplier<UUID> ids;

    /**
     * @param statements in the scope of the hotel
     * @param ids ids of new replies
     */
    public PostgresOutbox(TenantId tenant, Statements statements, Supplier<UUID> ids) {
        this.tenant = tenant;
        this.statements = statements;
        this.ids = ids;
    }

    private static Field<String> text(@Nullable String value) {
        return DSL.val(value, SQLDataType.CLOB).cast(SQLDataType.CLOB);
    }

    private static Field<?> time(@Nullable Instant time) {
        return DSL.val(time == null ? null : time.atOffset(ZoneOffset.UTC), SQLDataType.TIMESTAMPWITHTIMEZONE)
                .cast(SQLDataType.TIMESTAMPWITHTIMEZONE);
    }

    private static Field<Long> millis(Draft draft) {
        return DSL.val(
                        draft.window() == null
                                ? null
                                : Math.max(1, draft.window().toMillis()),
                        SQLDataType.BIGINT)
                .cast(SQLDataType.BIGINT);
    }

    @Override
    public Posting post(Draft draft) {
        if (!draft.message().tenant().equals(tenant)) {
            throw new IllegalArgumentException(
                    "A message of tenant " + draft.message().tenant() + " was given to the outbox of tenant " + tenant
                            + ". Use the outbox of its own hotel.");
        }
        Post post = new Post(
                tenant, draft, draft.parts().stream().map(part -> ids.get()).toList());
        Posting made = tryToPost(post);
        // Another transaction may have committed the same key after this statement began. A second one sees it.
        return made == null ? Objects.requireNonNull(tryToPost(post), "the key is known by now") : made;
    }

    private @Nullable Posting tryToPost(Post post) {
        Record row = statements
                .fetch(POST.query(post).coerce(MADE, KNOWN, TAKEN, ACTIVE))
                .getFirst();
        if (row.get(MADE) != null) {
            return new Posting.Recorded(row.get(MADE));
        }
        if (row.get(KNOWN) != null) {
            return new Posting.Known(row.get(KNOWN));
        }
        if (!row.get(ACTIVE)) {
            return new Posting.HotelInactive();
        }
        return row.get(TAKEN) ? null : new Posting.WindowClosed();
    }

    @Override
    public Cancelling cancel(UUID id, Warrant warrant) {
        Cancelling made = tryToCancel(id, warrant);
        // It may have become a reply after this statement began. A second one sees the reply.
        return made == Cancelling.TOO_LATE ? tryToCancel(id, warrant) : made;
    }

    private Cancelling tryToCancel(UUID id, Warrant warrant) {
        Record row = statements
                .fetch(CANCEL.query(new Cancel(tenant, id, warrant)).coerce(CANCELLED, EXISTS))
                .getFirst();
        if (row.get(CANCELLED) > 0) {
            return Cancelling.DONE;
        }
        return row.get(EXISTS) ? Cancelling.TOO_LATE : Cancelling.ABSENT;
    }
}
