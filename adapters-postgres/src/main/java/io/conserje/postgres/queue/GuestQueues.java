package io.conserje.postgres.queue;

import static io.conserje.postgres.schema.Tables.GUEST_QUEUES;

import io.conserje.application.messaging.Endings.Ending;
import io.conserje.application.messaging.Intake.Arrival;
import io.conserje.application.messaging.LaterMessages;
import io.conserje.application.messaging.Turn;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.Coalescing;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.queue.Rounds.Promotion;
import io.conserje.postgres.sql.Columns;
import io.conserje.postgres.sql.Micros;
import io.conserje.postgres.sql.SqlTemplate;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The statements that change guests' queues, one for each transition. Their texts lie beside this class in {@code .sql}
 * files.
 *
 * <p>A row of {@code conserje.guest_queues} is the queue of one guest, the unit of claiming:
 *
 * <ul>
 *   <li>{@code waiting} has the ids of the guest's next pending messages in their order. The row is removed with the
 *       last one.
 *   <li>{@code backlog} counts the messages behind them, which are rows of {@code conserje.guest_backlog}.
 *   <li>{@code postponed} counts the messages that wait for their retry, until {@code inbox.not_before}, while later
 *       ones may pass them.
 *   <li>{@code due_at} is when the guest may be claimed next. It stays while the guest is leased, so that neither a
 *       claim nor a renewal writes to an index.
 *   <li>{@code ready} is false while the guest waits for {@code due_at}, and until it is promoted after that. Claims
 *       read an index of ready guests.
 *   <li>{@code held} is what the guest was put aside for, if it was. It stays until the guest is claimed.
 *   <li>{@code lease} and {@code leased_until} are set while a worker holds the guest.
 *   <li>{@code turns} counts the recorded outcomes. A claim leaves a row alone if this count changed after its
 *     snapshot.
 * </ul>
 */
final class GuestQueues {

    /** The part of a statement that finds the pause or breaker for which the messages of a guest wait. */
    static final String STOPPED = "stopped.sql";

    /** A message with the id that it gets if it is new. */
    record Delivery(UUID id, Arrival arrival) {

        InboundMessage message() {
            return arrival.message();
        }
    }

    record Renewal(Turn turn, Duration lease) {}

    record Release(Turn turn, Duration pause, @Nullable String held) {}

    record ClaimOne(TenantId tenant, Duration lease) {}

    record Retry(Turn turn, Attempt failure, Duration pause, LaterMessages laterMessages) {}

    record Burial(Turn turn, Attempt failure) {}

    /** A message that cannot be read, in the queue of this channel and guest. */
    record Damaged(TenantId tenant, String channel, String guest, UUID lease, UUID message, Attempt failure) {}

    /** A reply to a message, with the id that it gets. */
    record Answer(UUID id, Turn turn, OutboundMessage message) {}

    /** @param rule whether messages wait for each other */
    record Finish(List<Ending> endings, List<Answer> answers, Coalescing rule) {}

    /**
     * A batch to accept.
     *
     * @param rule whether messages wait for each other
     */
    record Accepting(List<Delivery> batch, Coalescing rule) {}

    /** A message of a turn, other than its last one. */
    private record Other(UUID lease, UUID message) {}

    /** @param chosen selects the ids of the dead letters, and locks them */
    record Settlement(TenantId tenant, QueryPart chosen, Warrant warrant) {}

    /** How many messages of a guest the guest's row lists, or a few more. Each write rewrites the list. */
    private static final int LISTED = 100;

    /** How many more messages of a guest may wait. */
    static final int LONGEST = 10_000;

    /** The reason of messages that come beyond that. */
    static final String TOO_MANY = "guest_queue_full";

    /** A message in the backlog of a queue that is too long. */
    record Beyond(long seq, Delivery delivery) {}

    record Refusal(TenantId tenant, List<Beyond> messages) {}

    private static final SqlTemplate<Accepting> ACCEPT =
            accepting("due_at_once.sql").build();

    private static final SqlTemplate<Accepting> ACCEPT_TOGETHER = accepting("due_together.sql")
            .bind("longest_micros", accepting -> inlined(accepting.rule().longest()))
            .build();

    static final SqlTemplate<Refusal> REFUSE = GuestQueues.<Refusal>read("refuse.sql")
            .bind("tenant", refusal -> refusal.tenant().value())
            .bind(
                    "channels",
                    refusal -> Columns.texts(
                            refusal.messages(),
                            each -> each.delivery().message().guest().channel().name()))
            .bind(
                    "guests",
                    refusal -> Columns.texts(
                            refusal.messages(),
                            each -> each.delivery().message().guest().address()))
            .bind("seqs", refusal -> Columns.numbers(refusal.messages(), Beyond::seq))
            .bind("reason", refusal -> TOO_MANY)
            .bind("cause", refusal -> "more than " + LONGEST + " messages of the guest wait")
            .build();

    static final SqlTemplate<ClaimInput> CLAIM = ClaimInput.bound(
                    GuestQueues.<ClaimInput>claiming("claim.sql"), Function.identity())
            .build();

    static final SqlTemplate<Integer> FIRST_HOTEL = Rounds.firstIn("conserje.guest_queues w where w.ready");

    static final SqlTemplate<Promotion> PROMOTE = Rounds.promoting(read("promote.sql"));

    static final SqlTemplate<Renewal> RENEW = held("renew.sql", Renewal::turn)
            .bind("lease_micros", renewal -> Micros.of(renewal.lease()))
            .build();

    static final SqlTemplate<Release> RELEASE = held("release.sql", Release::turn)
            .bind("pause_micros", release -> Micros.of(release.pause()))
            .bind("held", release -> DSL.val(release.held(), GUEST_QUEUES.HELD))
            .build();

    static final SqlTemplate<ClaimOne> CLAIM_ONE = GuestQueues.<ClaimOne>claiming("claim_one.sql")
            .bind("tenant", claim -> claim.tenant().value())
            .bind("lease_micros", claim -> Micros.of(claim.lease()))
            .build();

    static final SqlTemplate<Retry> RETRY = failing(refilling(held("retry.sql", Retry::turn)))
            .bind("message", retry -> retry.turn().id().value())
            .build();

    static final SqlTemplate<Burial> DEAD_LETTER = noting(
                    refilling(held("dead_letter.sql", Burial::turn)), Burial::failure)
            .bind("message", burial -> burial.turn().id().value())
            .build();

    static final SqlTemplate<Damaged> BURY_DAMAGED = refilling(GuestQueues.<Damaged>read("dead_letter.sql"))
            .bind("tenant", damaged -> damaged.tenant().value())
            .bind("channel", Damaged::channel)
            .bind("guest", Damaged::guest)
            .bind("lease", Damaged::lease)
            .bind("message", Damaged::message)
            .bind("number", damaged -> damaged.failure().number())
            .bind("reason", damaged -> damaged.failure().reason())
            .bind("cause", damaged -> damaged.failure().cause())
            .build();

    private static final SqlTemplate<Finish> FINISH =
            finishing("next_at_once.sql").build();

    private static final SqlTemplate<Finish> FINISH_TOGETHER = finishing("next_together.sql")
            .bind("most", finish -> DSL.inline(Coalescing.MAX_MESSAGES))
            .bind("coalesce_micros", finish -> inlined(finish.rule().pause()))
            .bind("longest_micros", finish -> inlined(finish.rule().longest()))
            .build();

    static final SqlTemplate<List<Ending>> FINISH_OTHERS = ending(
                    GuestQueues.<List<Ending>>read("finish_others.sql"), Function.identity())
            .bind("other_leases", endings -> Columns.ids(others(endings), Other::lease))
            .bind("other_messages", endings -> Columns.ids(others(endings), Other::message))
            .build();

    /** The messages that wait with claimed ones. */
    static final SqlTemplate<List<Turn>> TOGETHER = GuestQueues.<List<Turn>>read("together.sql")
            .bind("tenants", turns -> Columns.texts(turns, turn -> turn.tenant().value()))
            .bind(
                    "channels",
                    turns -> Columns.texts(turns, turn -> guest(turn).channel().name()))
            .bind("guests", turns -> Columns.texts(turns, turn -> guest(turn).address()))
            .bind("leases", turns -> Columns.ids(turns, Turn::lease))
            .bind("messages", turns -> Columns.ids(turns, turn -> turn.id().value()))
            .bind("most", turns -> DSL.inline(Coalescing.MAX_MESSAGES))
            .build();

    static final SqlTemplate<Retry> FAIL_OTHERS = failing(GuestQueues.<Retry>held("fail_others.sql", Retry::turn))
            .bind(
                    "others",
                    retry -> Columns.ids(
                            retry.turn().further(), further -> further.id().value()))
            .build();

    static final SqlTemplate<Settlement> REDRIVE = settled("redrive.sql");

    static final SqlTemplate<Settlement> DISCARD = settled("discard.sql");

    private GuestQueues() {}

    private static <T> SqlTemplate.Builder<T> read(String file) {
        return SqlTemplate.read(GuestQueues.class, file);
    }

    private static <T> SqlTemplate.Builder<T> held(String file, Function<T, Turn> turnOf) {
        return GuestQueues.<T>read(file)
                .bind("tenant", input -> turnOf.apply(input).tenant().value())
                .bind("channel", input -> guest(turnOf.apply(input)).channel().name())
                .bind("guest", input -> guest(turnOf.apply(input)).address())
                .bind("lease", input -> turnOf.apply(input).lease());
    }

    private static <T> SqlTemplate.Builder<T> noting(SqlTemplate.Builder<T> sql, Function<T, Attempt> failureOf) {
        return sql.bind("number", input -> failureOf.apply(input).number())
                .bind("reason", input -> failureOf.apply(input).reason())
                .bind("cause", input -> failureOf.apply(input).cause());
    }

    private static SqlTemplate.Builder<Retry> failing(SqlTemplate.Builder<Retry> sql) {
        return noting(sql, Retry::failure)
                .bind("pause_micros", retry -> Micros.of(retry.pause()))
                .bind("go_on", retry -> retry.laterMessages() == LaterMessages.GO_ON);
    }

    /** Accepts a batch. */
    static ResultQuery<Record> accept(Accepting accepting) {
        return (accepting.rule().isOff() ? ACCEPT : ACCEPT_TOGETHER).query(accepting);
    }

    /** Ends the last message of each turn. */
    static ResultQuery<Record> finish(Finish finish) {
        return (finish.rule().isOff() ? FINISH : FINISH_TOGETHER).query(finish);
    }

    /** @param whenDue the file that says when a queue with a new message is due */
    private static SqlTemplate.Builder<Accepting> accepting(String whenDue) {
        return GuestQueues.<Accepting>read("accept.sql")
                .include("when_due", GuestQueues.class, whenDue)
                .bind(
                        "tenants",
                        accepting -> Columns.texts(
                                accepting.batch(),
                                each -> each.arrival().tenant().value()))
                .bind("listed", accepting -> DSL.inline(LISTED))
                .bind("longest", accepting -> DSL.inline(LONGEST))
                .bind("coalesce_micros", accepting -> inlined(accepting.rule().pause()))
                .bind("messages", accepting -> Columns.ids(accepting.batch(), Delivery::id))
                .bind(
                        "channels",
                        accepting -> Columns.texts(
                                accepting.batch(),
                                each -> each.message().guest().channel().name()))
                .bind(
                        "provider_ids",
                        accepting -> Columns.texts(
                                accepting.batch(),
                                each -> each.message().providerId().value()))
                .bind(
                        "guests",
                        accepting -> Columns.texts(
                                accepting.batch(),
                                each -> each.message().guest().address()))
                .bind("lines", accepting -> Columns.texts(accepting.batch(), each -> line(each.message())))
                .bind(
                        "content_types",
                        accepting -> Columns.texts(
                                accepting.batch(),
                                each -> Contents.type(each.message().content())))
                .bind(
                        "bodies",
                        accepting -> Columns.texts(
                                accepting.batch(),
                                each -> Contents.body(each.message().content())))
                .bind(
                        "contents",
                        accepting -> Columns.texts(accepting.batch(), each -> Contents.details(each.message())))
                .bind(
                        "payloads",
                        accepting -> Columns.texts(
                                accepting.batch(), each -> each.message().raw()))
                .bind(
                        "sent_ats",
                        accepting -> Columns.times(
                                accepting.batch(),
                                each -> each.message().sentAt().atOffset(ZoneOffset.UTC)));
    }

    /** @param nextDue the file that says when the next turn of a guest begins */
    private static SqlTemplate.Builder<Finish> finishing(String nextDue) {
        return ending(
                        refilling(GuestQueues.<Finish>read("finish.sql"))
                                .include("next_due", GuestQueues.class, nextDue),
                        Finish::endings)
                .bind(
                        "messages",
                        finish -> Columns.ids(
                                finish.endings(), each -> last(each.turn()).value()))
                .bind("reply_ids", finish -> Columns.ids(finish.answers(), Answer::id))
                .bind(
                        "reply_messages",
                        finish -> Columns.ids(
                                finish.answers(), answer -> last(answer.turn()).value()))
                .bind(
                        "reply_lines",
                        finish -> Columns.texts(
                                finish.answers(), answer -> line(answer.turn().message())))
                .bind(
                        "reply_bodies",
                        finish -> Columns.texts(
                                finish.answers(), answer -> answer.message().words()))
                .bind(
                        "reply_contents",
                        finish -> Columns.texts(finish.answers(), answer -> OutboundJson.write(answer.message())));
    }

    private static <T> SqlTemplate.Builder<T> ending(SqlTemplate.Builder<T> sql, Function<T, List<Ending>> endingsOf) {
        return sql.bind(
                        "tenants",
                        input -> Columns.texts(
                                endingsOf.apply(input),
                                each -> each.turn().tenant().value()))
                .bind(
                        "channels",
                        input -> Columns.texts(
                                endingsOf.apply(input),
                                each -> guest(each.turn()).channel().name()))
                .bind(
                        "guests",
                        input -> Columns.texts(
                                endingsOf.apply(input),
                                each -> guest(each.turn()).address()))
                .bind(
                        "leases",
                        input -> Columns.ids(
                                endingsOf.apply(input), each -> each.turn().lease()));
    }

    /** The message of a turn under which its end and its replies are recorded. */
    static MessageId last(Turn turn) {
        return turn.ids().getLast();
    }

    private static List<Other> others(List<Ending> endings) {
        return endings.stream()
                .map(Ending::turn)
                .flatMap(turn ->
                        turn.ids().stream().limit(turn.size() - 1L).map(id -> new Other(turn.lease(), id.value())))
                .toList();
    }

    /** The same in each statement of a process, so it is a part of the text. */
    private static Field<Long> inlined(Duration duration) {
        return DSL.inline(duration.toNanos() / 1000);
    }

    private static <T> SqlTemplate.Builder<T> claiming(String file) {
        return GuestQueues.<T>read(file).include("first_message", GuestQueues.class, "first_message.sql");
    }

    private static <T> SqlTemplate.Builder<T> refilling(SqlTemplate.Builder<T> sql) {
        return sql.include("refill", GuestQueues.class, "refill.sql").bind("listed", input -> DSL.inline(LISTED));
    }

    private static SqlTemplate<Settlement> settled(String file) {
        return GuestQueues.<Settlement>read(file)
                .bind("tenant", settlement -> settlement.tenant().value())
                .bind("chosen", Settlement::chosen)
                .bind("actor", settlement -> settlement.warrant().by())
                .bind("why", settlement -> settlement.warrant().why())
                .build();
    }

    private static GuestRef guest(Turn turn) {
        return turn.message().guest();
    }

    private static @Nullable String line(InboundMessage message) {
        HotelLine line = message.line();
        return line == null ? null : line.value();
    }
}
