package io.conserje.postgres.queue;

import static io.conserje.postgres.queue.UnreadableException.read;
import static io.conserje.postgres.schema.Tables.GUEST_QUEUES;
import static io.conserje.postgres.schema.Tables.INBOX;

import io.conserje.application.messaging.ClaimBounds;
import io.conserje.application.messaging.Endings;
import io.conserje.application.messaging.Endings.Ending;
import io.conserje.application.messaging.Faults.Held;
import io.conserje.application.messaging.LaterMessages;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.Room;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Turn.Further;
import io.conserje.application.messaging.Turns;
import io.conserje.application.store.StorableInstant;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.messaging.Coalescing;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.queue.GuestQueues.Burial;
import io.conserje.postgres.queue.GuestQueues.Release;
import io.conserje.postgres.queue.GuestQueues.Renewal;
import io.conserje.postgres.queue.GuestQueues.Retry;
import io.conserje.postgres.queue.Rounds.Claimed;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.sql.StoredTimes;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.ResultQuery;
import org.jooq.RowCountQuery;
import org.jooq.impl.DSL;

/**
 * Turns by leases on {@code conserje.guest_queues}, one statement a call. Claims run in the system scope, and so do
 * ends of handled messages ({@link PostgresEndings}); all other outcomes are recorded in the scope of the hotel.
 */
public final class PostgresTurns implements Turns {

    /** Whether guests wait to be promoted. */
    private static final Field<Boolean> RIPE = DSL.field("ripe", Boolean.class);

    /** The place of the guest's hotel in the round; zero for a further guest of a hotel. */
    private static final Field<Integer> NTH = DSL.field("nth", Integer.class);

    private static final Field<OffsetDateTime> SENT_AT = StoredTimes.column(INBOX.SENT_AT);

    /** How many guests the claim has put aside. */
    private static final Field<Integer> ASIDE = DSL.field("aside", Integer.class);

    /** The columns of a claim, in its order. */
    private static final Field<?>[] CLAIMED = {
        RIPE,
        ASIDE,
        NTH,
        GUEST_QUEUES.LEASE,
        INBOX.TENANT_ID,
        INBOX.MESSAGE_ID,
        INBOX.CHANNEL,
        INBOX.PROVIDER_ID,
        INBOX.GUEST,
        INBOX.LINE,
        INBOX.CONTENT_TYPE,
        INBOX.BODY,
        INBOX.CONTENT,
        SENT_AT,
        INBOX.FAILURES
    };

    /** The columns of a claim of one message, in its order. */
    static final Field<?>[] ONE = Arrays.copyOfRange(CLAIMED, 3, CLAIMED.length);

    /** The columns of the messages that wait behind claimed ones, in their order. */
    private static final Field<?>[] WAITING =
            Stream.concat(Arrays.stream(ONE), Stream.of(INBOX.REDRIVES)).toArray(Field<?>[]::new);

    private static final Field<Long> AGE_MICROS = DSL.field("age_micros", Long.class);

    private static final SqlTemplate<Turn> AGE = SqlTemplate.<Turn>of("""
                    select cast(1000000 * extract(epoch from now() - received_at) as bigint) as age_micros
                    from conserje.inbox
                    where tenant_id = :tenant and message_id = :message
                    """)
            .bind("tenant", turn -> turn.tenant().value())
            .bind("message", turn -> turn.id().value())
            .build();

    private final Transactions transactions;
    private final Endings endings;
    private final Rounds<Turn> rounds;
    private final Coalescing coalescing;

    private final UnreadableMessages unreadable;

    /**
     * @param ids ids of new replies
     * @param coalescing which messages of a guest are claimed together
     * @param closed the hotels whose messages are not claimed
     * @param listener notified of messages that cannot be read
     */
    public PostgresTurns(
            Transactions transactions,
            Supplier<UUID> ids,
            Coalescing coalescing,
            Supplier<Set<TenantId>> closed,
            MessagingListener listener) {
        this.transactions = transactions;
        this.coalescing = coalescing;
        this.endings = PostgresEndings.single(transactions, ids, coalescing);
        this.unreadable = new UnreadableMessages(transactions, listener);
        this.rounds = new Rounds<>(
                transactions.eachForSystemByIndexOrder(), GuestQueues.FIRST_HOTEL, GuestQueues.PROMOTE, closed);
    }

    @Override
    public List<Turn> claim(int max, Duration lease, Room room) {
        ClaimBounds.check(max, lease);
        return together(rounds.claim(
                max,
                (limit, after, taken) ->
                        claim(new ClaimInput(limit, lease, after, rounds.closed(), room.without(hotels(taken))))));
    }

    /** The turns, each with the messages that are handled with the claimed one. */
    private List<Turn> together(List<Turn> claimed) {
        if (coalescing.isOff()) {
            return claimed;
        }
        List<Turn> fresh = claimed.stream().filter(turn -> turn.failures() == 0).toList();
        if (fresh.isEmpty()) {
            return claimed;
        }
        Map<UUID, Result<Record>> waiting = transactions
                .eachForSystemByIndexOrder()
                .fetch(GuestQueues.TOGETHER.query(fresh).coerce(WAITING))
                .intoGroups(GUEST_QUEUES.LEASE);
        return claimed.stream()
                .map(turn -> {
                    Result<Record> rows = waiting.get(turn.lease());
                    return rows == null ? turn : turn.with(further(rows));
                })
                .toList();
    }

    /**
     * @param rows the messages of a guest that wait, the claimed one first. Those that have failed, or were redriven,
     *     are handled by themselves
     */
    private static List<Further> further(List<Record> rows) {
        List<Further> waiting = rows.stream()
                .takeWhile(row -> row.get(INBOX.FAILURES) == 0 && row.get(INBOX.REDRIVES) == 0)
                .map(PostgresTurns::readable)
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .toList();
        if (waiting.isEmpty()) {
            return List.of();
        }
        List<InboundMessage> messages = waiting.stream().map(Further::message).toList();
        return waiting.subList(1, Coalescing.joinable(messages));
    }

    /** Empty if the message cannot be read. It becomes a dead letter when it is claimed. */
    private static Optional<Further> readable(Record row) {
        try {
            Turn turn = turn(row);
            return Optional.of(new Further(turn.id(), turn.message()));
        } catch (UnreadableException bad) {
            return Optional.empty();
        }
    }

    private static List<TenantId> hotels(List<Turn> taken) {
        return taken.stream().map(Turn::tenant).toList();
    }

    private Claimed<Turn> claim(ClaimInput claim) {
        Result<Record> rows = transactions
                .eachForSystemByIndexOrder()
                .fetch(GuestQueues.CLAIM.query(claim).coerce(CLAIMED));
        boolean ripe = rows.getFirst().get(RIPE);
        boolean aside = rows.getFirst().get(ASIDE) > 0;
        rows.removeIf(row -> row.get(GUEST_QUEUES.LEASE) == null);
        String last = rows.stream()
                .filter(row -> row.get(NTH) > 0)
                .max(Comparator.comparing(row -> row.get(NTH)))
                .map(row -> row.get(INBOX.TENANT_ID))
                .orElse(null);
        return new Claimed<>(turns(rows), last, ripe, aside);
    }

    @Override
    public Outcome renew(Turn turn, Duration lease) {
        ClaimBounds.check(lease);
        return execute(turn, GuestQueues.RENEW.statement(new Renewal(turn, lease)));
    }

    @Override
    public Optional<Turn> claimOne(TenantId tenant, Duration lease) {
        ClaimBounds.check(lease);
        Result<Record> rows = transactions
                .eachForSystemByIndexOrder()
                .fetch(GuestQueues.CLAIM_ONE
                        .query(new GuestQueues.ClaimOne(tenant, lease))
                        .coerce(ONE));
        return together(turns(rows)).stream().findFirst();
    }

    @Override
    public Outcome hold(Turn turn, Held held) {
        return execute(turn, GuestQueues.RELEASE.statement(new Release(turn, held.pause(), held.key())));
    }

    @Override
    public Outcome release(Turn turn, Duration after) {
        return execute(turn, GuestQueues.RELEASE.statement(new Release(turn, after, null)));
    }

    @Override
    public Duration age(Turn turn) {
        return transactions
                .each(turn.tenant())
                .fetch(AGE.query(turn).coerce(AGE_MICROS))
                .map(row -> Duration.of(row.value1(), ChronoUnit.MICROS))
                .stream()
                .findFirst()
                .orElse(Duration.ZERO);
    }

    @Override
    public Optional<String> raw(Turn turn) {
        return Payloads.find(transactions, turn.tenant(), turn.id().value());
    }

    @Override
    public Outcome finish(Turn turn, List<Reply> replies) {
        return endings.finish(List.of(new Ending(turn, replies))).getFirst();
    }

    @Override
    public Outcome retry(Turn turn, Attempt failure, Duration after, LaterMessages laterMessages) {
        Retry retry = new Retry(turn, failure, after, laterMessages);
        if (turn.size() == 1) {
            return fetch(turn, GuestQueues.RETRY.query(retry));
        }
        return transactions.in(turn.tenant(), statements -> {
            statements.count(GuestQueues.FAIL_OTHERS.query(retry));
            return outcome(statements.count(GuestQueues.RETRY.query(retry)));
        });
    }

    @Override
    public Outcome deadLetter(Turn turn, Attempt failure) {
        turn.requireSingle();
        return fetch(turn, GuestQueues.DEAD_LETTER.query(new Burial(turn, failure)));
    }

    private Outcome execute(Turn turn, RowCountQuery statement) {
        return outcome(transactions.each(turn.tenant()).execute(statement));
    }

    /** @param statement answers how many queues the caller holds */
    private Outcome fetch(Turn turn, ResultQuery<Record> statement) {
        return outcome(transactions.each(turn.tenant()).count(statement));
    }

    private static Outcome outcome(int held) {
        return held == 1 ? Outcome.RECORDED : Outcome.LOST;
    }

    /** A message that cannot be read becomes a dead letter. The others are handled. */
    private List<Turn> turns(List<Record> rows) {
        List<Turn> turns = new ArrayList<>();
        for (Record row : rows) {
            try {
                turns.add(turn(row));
            } catch (UnreadableException bad) {
                unreadable.bury(row, bad);
            }
        }
        return turns;
    }

    /** The turn in a row that has the columns of {@link #ONE}. */
    static Turn turn(Record row) {
        Channel channel = read(INBOX.CHANNEL, () -> new Channel(row.get(INBOX.CHANNEL)));
        String line = row.get(INBOX.LINE);
        GuestRef guest = read(INBOX.GUEST, () -> GuestRef.stored(channel, row.get(INBOX.GUEST)));
        JSONB content = row.get(INBOX.CONTENT);
        Map<String, String> fields =
                read(INBOX.CONTENT, () -> Contents.fields(content == null ? null : content.data()));
        HotelLine hotelLine = line == null ? null : read(INBOX.LINE, () -> HotelLine.stored(channel, line));
        return new Turn(
                new TenantId(row.get(INBOX.TENANT_ID)),
                new MessageId(row.get(INBOX.MESSAGE_ID)),
                new InboundMessage(
                        read(INBOX.PROVIDER_ID, () -> new ProviderMessageId(row.get(INBOX.PROVIDER_ID))),
                        guest,
                        hotelLine,
                        read(INBOX.BODY, () -> Contents.of(row.get(INBOX.CONTENT_TYPE), row.get(INBOX.BODY), fields)),
                        read(SENT_AT, () -> storable(row.get(SENT_AT).toInstant())),
                        read(INBOX.CONTENT, () -> Contents.context(fields)),
                        null),
                row.get(INBOX.FAILURES),
                row.get(GUEST_QUEUES.LEASE));
    }

    private static Instant storable(Instant sentAt) {
        if (!StorableInstant.isStorable(sentAt)) {
            throw new IllegalArgumentException("out of bounds");
        }
        return sentAt;
    }
}
