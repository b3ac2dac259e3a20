package io.conserje.library;

import com.fasterxml.uuid.Generators;
import io.conserje.application.backup.Backups;
import io.conserje.application.dlq.BrowseDeadLetters;
import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.dlq.DiscardDeadLetters;
import io.conserje.application.dlq.RedriveDeadLetters;
import io.conserje.application.event.Listener;
import io.conserje.application.lock.LockStore;
import io.conserje.application.messaging.AcceptWebhook;
import io.conserje.application.messaging.DeliverReply;
import io.conserje.application.messaging.DispatchMessage;
import io.conserje.application.messaging.GroupCommit;
import io.conserje.application.messaging.GroupedTurns;
import io.conserje.application.messaging.HandlingRules;
import io.conserje.application.messaging.HeldLine;
import io.conserje.application.messaging.HeldLines;
import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.LaterMessages;
import io.conserje.application.messaging.LineRates;
import io.conserje.application.messaging.MessageHandler;
import io.conserje.application.messaging.QueueStats;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.ReplyRates;
import io.conserje.application.messaging.ReplySender;
import io.conserje.application.messaging.ReplySenders;
import io.conserje.application.messaging.Room;
import io.conserje.application.messaging.RouteUnrouted;
import io.conserje.application.messaging.SweepMessages;
import io.conserje.application.messaging.Turns;
import io.conserje.application.outbound.HotelMessage;
import io.conserje.application.outbound.MoveScheduled;
import io.conserje.application.outbound.SendMessage;
import io.conserje.application.pause.BreakerRule;
import io.conserje.application.pause.Pauses;
import io.conserje.application.pause.Pausing;
import io.conserje.application.pms.Bookings;
import io.conserje.application.process.Gate;
import io.conserje.application.process.Heartbeats;
import io.conserje.application.process.KeepProcess;
import io.conserje.application.process.Processes;
import io.conserje.application.reply.BrowseReplies;
import io.conserje.application.reply.DecideReplies;
import io.conserje.application.reply.RecordStatuses;
import io.conserje.application.reply.ReplyRecords;
import io.conserje.application.reply.SweepReplies;
import io.conserje.application.session.Sessions;
import io.conserje.application.session.SweepSessions;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.application.tenancy.Actor;
import io.conserje.application.tenancy.ResolveTenant;
import io.conserje.application.tenancy.TenantAudit;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.application.transaction.TenantScope;
import io.conserje.application.transaction.TenantTransactions;
import io.conserje.application.waiting.WaitingMessages;
import io.conserje.db.Changelog;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.messaging.Coalescing;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.library.tenancy.CachedTenantDirectory;
import io.conserje.library.tenancy.LibPhoneNumbers;
import io.conserje.library.work.MessageWork;
import io.conserje.library.work.Periodic;
import io.conserje.library.work.Renewer;
import io.conserje.library.work.ReplyWork;
import io.conserje.library.work.Shares;
import io.conserje.library.work.WorkLoop;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.tx.Epoch;
import io.conserje.postgres.tx.Timeouts;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Conserje inside a host's process. It accepts guests' messages, handles each guest's messages in order through the
 * host's handler, sends the replies, and holds rooms.
 *
 * <p>Use it in this order: {@link #migrate} applies the change sets, {@link #on} begins to build an instance,
 * {@link #start} starts the handling of messages, {@link #close} ends it. An instance that only accepts messages or
 * holds rooms need not be started. Closing an instance closes what it created; the data source, the sessions, the lock
 * store and the sender stay open. Thread-safe.
 */
public final class Conserje implements AutoCloseable {

    private static final Duration SWEEP_PAUSE = Duration.ofMinutes(1);
    private static final Duration KEEPER_PAUSE = Duration.ofMillis(100);
    private static final Duration LINES_PAUSE = Duration.ofSeconds(1);
    /** How long a message may take to be claimed, and its end to be recorded, beside its handler's time. */
    private static final Duration BEYOND_TIMEOUT = Duration.ofMinutes(1);

    private final Listeners listeners;
    private final PostgresAdapters postgres;
    private final CachedTenantDirectory directory;
    private final LibPhoneNumbers phones = new LibPhoneNumbers();
    private final Sessions sessions;
    private final Locks locks;
    private final GroupCommit inboxes;
    private final AcceptWebhook acceptWebhook;
    private final RecordStatuses recordStatuses;
    private final HeldLines heldLines;
    private final SendMessage sendMessage;
    private final @Nullable Workers workers;
    private final Gate gate;
    private final Pausing pausing;
    private final KeepProcess process;
    private final Periodic keeper;
    private final Heartbeats heartbeats = new Heartbeats(System::nanoTime);

    private Conserje(Builder builder) {
        this.listeners = builder.listeners(new WakeUp(this::wakeMessages, this::wakeReplies));
        this.postgres = new PostgresAdapters(
                        builder.database,
                        builder.timeouts,
                        Generators.timeBasedEpochGenerator()::generate,
                        listeners.transactions())
                .coalescing(builder.coalescing);
        this.directory = new CachedTenantDirectory(postgres.directory(), System::nanoTime);
        this.sessions = builder.sessions == null ? postgres.sessions() : builder.sessions;
        this.gate = new Gate(postgres.closures(), Epoch.ofProcess(), Epoch.oldestSchema(), listeners.gate());
        this.pausing = new Pausing(
                postgres.pauses(),
                builder.breaker,
                builder.handlerTimeout.plus(BEYOND_TIMEOUT),
                listeners.pauses(),
                System::nanoTime);
        this.inboxes = new GroupCommit(postgres.intake(), postgres::inbox, builder.commits);
        ResolveTenant tenants = new ResolveTenant(directory, builder.tenancyMode, listeners.tenancy());
        this.acceptWebhook =
                new AcceptWebhook(tenants, phones, inboxes, listeners.messaging(), gate, postgres.unrouted());
        this.recordStatuses = new RecordStatuses(postgres.replyStatuses(), tenants, phones, listeners.replies(), gate);
        this.heldLines =
                new HeldLines(postgres.lines(), InstantSource.system(), builder.lineProbe, listeners.replies());
        this.sendMessage = new SendMessage(postgres::outbox, builder.senders, gate, listeners.replies());
        this.locks = new Locks(
                builder.locks == null ? postgres : builder.locks,
                postgres.lockAudit(),
                postgres.lockRetention(),
                builder.holdTerms,
                builder.auditRetention,
                gate::isOpen,
                listeners.locks(),
                heartbeats);
        try {
            this.workers = workers(builder);
        } catch (RuntimeException failed) {
            locks.close();
            throw failed;
        }
        this.process = new KeepProcess(
                gate,
                postgres.processes(),
                ThisProcess.identity(builder.sessions != null || builder.locks != null),
                this::inHand,
                System::nanoTime,
                listeners.gate());
        this.keeper = new Periodic("process", process::tick, KEEPER_PAUSE, heartbeats);
        keeper.start();
    }

    private int inHand() {
        return workers == null ? 0 : workers.inHand();
    }

    private @Nullable Workers workers(Builder builder) {
        Function<Parts, MessageHandler> handler = builder.handler;
        if (handler == null || builder.senders.isEmpty()) {
            return null;
        }
        DoubleSupplier jitter = () -> ThreadLocalRandom.current().nextDouble();
        WorkLoop<DispatchMessage.Ready> messages =
                messages(builder, handler.apply(new Parts(directory, locks, bookings())), jitter);
        WorkLoop<DeliverReply.Ready> replies = replies(builder, jitter);
        Renewer renewer = new Renewer(postgres.renewals(), builder.lease, messages, replies, heartbeats);
        return new Workers(messages, replies, renewer, sweeps(builder), builder.drain);
    }

    private WorkLoop<DispatchMessage.Ready> messages(Builder builder, MessageHandler handler, DoubleSupplier jitter) {
        Turns turns = new GroupedTurns(postgres.turns(gate::closedHotels, listeners.messaging()), postgres.endings());
        DispatchMessage dispatch = new DispatchMessage(
                turns,
                sessions,
                directory,
                handlingWithContext(handler),
                builder.senders,
                new HandlingRules(
                        builder.retries, builder.laterMessages, builder.idle, builder.handlerTimeout, builder.handOver),
                jitter,
                pausing,
                listeners.messaging(),
                listeners.sessions());
        return new WorkLoop<>(
                new MessageWork(turns, dispatch, pausing, listeners.messaging(), System::nanoTime),
                builder.concurrency,
                new Shares(builder.hotelShare, directory),
                builder.lease,
                this::mayClaim,
                heartbeats);
    }

    private boolean mayClaim() {
        return gate.isOpen() && !pausing.isClosed();
    }

    /** The handler's thread logs with the hotel and the message, as the thread that waits for it does. */
    private static MessageHandler handlingWithContext(MessageHandler handler) {
        return incoming -> {
            try (var tenant = MDC.putCloseable("tenant", incoming.tenant().id().value());
                    var message = MDC.putCloseable("message", incoming.id().toString())) {
                return handler.handle(incoming);
            }
        };
    }

    private static ReplySender sendingWithContext(ReplySender sender) {
        return reply -> {
            try (var tenant = MDC.putCloseable("tenant", reply.tenant().value())) {
                return sender.send(reply);
            }
        };
    }

    private WorkLoop<DeliverReply.Ready> replies(Builder builder, DoubleSupplier jitter) {
        Replies replies = postgres.replies(gate::closedHotels, builder.replyRates, listeners.messaging());
        DeliverReply delivery = new DeliverReply(
                replies,
                sendingWithContext(builder.senders),
                directory,
                RetryPolicy.SENDING,
                jitter,
                listeners.messaging(),
                builder.senderTimeout,
                heldLines);
        return new WorkLoop<>(
                new ReplyWork(replies, delivery, pausing),
                builder.concurrency,
                new Shares(builder.hotelShare, directory),
                builder.lease,
                this::mayClaim,
                heartbeats);
    }

    private List<Periodic> sweeps(Builder builder) {
        SweepMessages messages = new SweepMessages(postgres.retention(), builder.retentionTimes, listeners.messaging());
        // Also if sessions are kept elsewhere: they may have been in PostgreSQL before, and nothing else removes those.
        SweepSessions guests = new SweepSessions(postgres.sessionRetention(), listeners.sessions());
        SweepReplies replies =
                new SweepReplies(postgres.replyRecords(), builder.retentionTimes.buried(), listeners.replies());
        MoveScheduled scheduled =
                new MoveScheduled(postgres.scheduledMessages(), builder.retentionTimes.handled(), listeners.replies());
        return List.of(
                new Periodic("scheduled", onlyIfOpen(scheduled::move), LINES_PAUSE, heartbeats),
                new Periodic("scheduled-sweep", onlyIfOpen(scheduled::forget), SWEEP_PAUSE, heartbeats),
                new Periodic("lines", onlyIfOpen(this::tendLines), LINES_PAUSE, heartbeats),
                new Periodic("statuses", onlyIfOpen(recordStatuses::settleWaiting), LINES_PAUSE, heartbeats),
                new Periodic("unrouted-sweep", onlyIfOpen(routeUnrouted()::forget), SWEEP_PAUSE, heartbeats),
                new Periodic("reply-sweep", onlyIfOpen(replies::abandon), SWEEP_PAUSE, heartbeats),
                new Periodic("pauses", pausing::refresh, KeepProcess.LOOK, heartbeats),
                new Periodic("abandoning", onlyIfOpen(messages::abandonLetters), SWEEP_PAUSE, heartbeats),
                new Periodic("letter-sweep", onlyIfOpen(messages::removeLetters), SWEEP_PAUSE, heartbeats),
                new Periodic("message-sweep", onlyIfOpen(messages::removeMessages), SWEEP_PAUSE, heartbeats),
                new Periodic("payload-sweep", onlyIfOpen(messages::removePayloads), SWEEP_PAUSE, heartbeats),
                new Periodic("rate-sweep", onlyIfOpen(messages::removeRates), SWEEP_PAUSE, heartbeats),
                new Periodic("session-sweep", onlyIfOpen(guests::sweep), SWEEP_PAUSE, heartbeats));
    }

    private void tendLines() {
        if (heldLines.tend() > 0) {
            wakeReplies();
        }
    }

    private Runnable onlyIfOpen(Runnable work) {
        return () -> {
            if (gate.isOpen()) {
                work.run();
            }
        };
    }

    /**
     * Begins to build an instance.
     *
     * @param database connections to a database that has the change sets, under the login of the service; the instance
     *     does not close it
     */
    public static Builder on(DataSource database) {
        return new Builder(database);
    }

    /**
     * Applies the change sets that a database lacks. It waits for another process that does the same.
     *
     * @param owner connections under the login that owns the schema, direct or in session mode
     * @return the ids of the change sets that were applied now
     * @throws io.conserje.db.ChangelogException if the database cannot be reached, processes are alive that are too old
     *     for the change sets, a table stays locked, or a change set fails; those applied before stay
     */
    public static List<String> migrate(DataSource owner) {
        return new Changelog(owner).update();
    }

    /**
     * Starts to handle messages, to send replies and to remove what has expired. Call it once. If the database is frozen,
     * closed or away, this instance waits and begins by itself; {@link #gate} and {@code GateListener} tell.
     *
     * @throws IllegalStateException if the builder was given no handler or no sender, or if the schema of the database is
     *     too old or too new for this version; the message names the remedy
     */
    public void start() {
        if (workers == null) {
            throw new IllegalStateException("An instance without a handler or without a sender cannot be started."
                    + " Give the builder a handler(...) and a sender(...).");
        }
        refuseUnfitSchema();
        try {
            pausing.refresh();
        } catch (StoreUnavailableException away) {
            // The instance looks again, and claims nothing until it has seen what is paused.
        }
        workers.start();
    }

    private void refuseUnfitSchema() {
        try {
            gate.refresh();
        } catch (StoreUnavailableException away) {
            // The instance begins when the database can be reached.
        }
        if (gate.status().state() == Gate.State.UNFIT) {
            throw new IllegalStateException(gate.status().reason());
        }
    }

    /**
     * Whether this instance takes work. It does not while the hotels move to another database, before they have arrived,
     * and if the schema does not fit. The state is at most a second old; asking costs nothing.
     */
    public Gate gate() {
        return gate;
    }

    /**
     * When each loop of this instance last turned. If one is late, this instance does not do all of its work, and
     * should be replaced. Asking costs nothing.
     */
    public Heartbeats heartbeats() {
        return heartbeats;
    }

    /** The processes that use the database, as they report themselves. */
    public Processes processes() {
        return postgres.processes();
    }

    /**
     * Accepts messages of a hotel: they are durable when this returns, and are handled soon. Calls at the same moment
     * share a commit. To accept messages in a transaction of the host, see {@link #joining}.
     *
     * @return what happened to each message, in order
     * @throws io.conserje.application.store.StoreBusyException if something is in the way of one guest's messages, such
     *     as a locked row; those of the other guests are durable, and duplicates when they are delivered again
     * @throws IllegalStateException if this thread is inside a unit of work of this instance
     * @throws io.conserje.application.process.DatabaseClosedException if writes are stopped, of all hotels or of this
     *     one; nothing was accepted then
     */
    public List<Acceptance> accept(TenantId tenant, List<InboundMessage> delivered) {
        gate.check(List.of(tenant));
        List<Acceptance> acceptances = inboxes.apply(tenant).accept(delivered);
        wakeMessages();
        return acceptances;
    }

    /**
     * Sends a message with which a hotel writes first, as soon as the guest's earlier replies are sent. It is durable
     * when this returns.
     *
     * @throws IllegalArgumentException if the hotel is not active
     * @throws io.conserje.application.outbound.WindowClosedException if the guest has not written for so long that the
     *     channel takes a template only
     * @throws IllegalStateException if this thread is inside a unit of work of this instance
     * @throws io.conserje.application.process.DatabaseClosedException if writes are stopped, of all hotels or of this
     *     one
     */
    public SendMessage.Sending send(TenantId tenant, GuestRef guest, OutboundMessage message) {
        return send(HotelMessage.to(tenant, guest, message));
    }

    /**
     * Sends a message with which a hotel writes first, at its time, and once for its key.
     *
     * <pre>{@code
     * conserje.send(HotelMessage.to(hotel, guest, Template.of("reminder", "es_AR", "Ana"))
     *         .notBefore(arrival.minus(Duration.ofDays(1)))
     *         .once("reminder of booking 7"));
     * }</pre>
     *
     * <p>It throws what {@link #send(TenantId, GuestRef, OutboundMessage)} throws.
     */
    public SendMessage.Sending send(HotelMessage message) {
        return sendMessage.send(message);
    }

    /**
     * Sends a message with which a hotel writes first, if a transaction of the host is committed. Inside of {@link
     * #joining}, and of {@link #transactions}, give the message to {@link #sendMessage} with the outbox of the scope.
     *
     * <p>It throws what {@link #send(TenantId, GuestRef, OutboundMessage)} and {@link #joining} throw.
     *
     * @param connection with an open transaction (no auto-commit), under the login of the service
     */
    public SendMessage.Sending send(Connection connection, HotelMessage message) {
        return joining(connection, message.tenant(), scope -> sendMessage.send(scope.outbox(), message));
    }

    /** Sends and cancels messages with which hotels write first. */
    public SendMessage sendMessage() {
        return sendMessage;
    }

    /** Accepts what a channel delivered: it finds the hotel of each message. */
    public AcceptWebhook acceptWebhook() {
        return acceptWebhook;
    }

    /** Messages that no active hotel could take, and their way to a hotel. */
    public RouteUnrouted routeUnrouted() {
        return new RouteUnrouted(
                postgres.unrouted(), postgres.directory(), this::registry, listeners.messaging(), gate);
    }

    /** Records what a channel reports about replies: it finds the hotel of each report. */
    public RecordStatuses recordStatuses() {
        return recordStatuses;
    }

    /** The replies of all hotels and what became of them, page by page. */
    public BrowseReplies browseReplies() {
        return new BrowseReplies(postgres.replyRecords(), postgres.directory());
    }

    /** Resends or discards replies that did not arrive. */
    public DecideReplies decideReplies() {
        return new DecideReplies(postgres.replyRecords(), listeners.replies(), gate);
    }

    /** The numbers of replies that need somebody, over all hotels. */
    public ReplyRecords.Counts replyCounts() {
        return postgres.replyRecords().counts();
    }

    /** The lines that send nothing until somebody has fixed the cause, as of a second ago. Asking costs nothing. */
    public List<HeldLine> heldLines() {
        return heldLines.all();
    }

    /** The hotels, for reading. */
    public TenantDirectory tenants() {
        return postgres.directory();
    }

    /**
     * Drops the hotels that this instance remembers, for up to a second, and reads all hotels.
     *
     * @return how many hotels there are
     */
    public int refreshTenants() {
        directory.forget();
        return directory.all().size();
    }

    /** The hotels, for changing them. The audit names the library as the actor. */
    public TenantRegistry registry() {
        return registry(Actor.LIBRARY);
    }

    /**
     * The hotels, for changing them. This instance sees a change at once, other processes within a second. Phone
     * numbers are normalised before they are assigned or removed, as guests' numbers are.
     *
     * @param actor who makes the changes, as the audit shows it
     */
    public TenantRegistry registry(Actor actor) {
        return directory.seenBy(phones.normalizing(postgres.registry(actor)));
    }

    /** Who changed what about a hotel, and when. */
    public TenantAudit tenantAudit() {
        return postgres.audit();
    }

    /** Holds of rooms, leases, and their audit. */
    public Locks locks() {
        return locks;
    }

    /**
     * The rates of lines that differ from those of the builder.
     *
     * @param actor who makes the changes, as the audit shows it
     */
    public LineRates lineRates(Actor actor) {
        return postgres.lineRates(actor);
    }

    /** Bookings of rooms. A hold becomes a booking only if no newer hold has used one of its nights. */
    public Bookings bookings() {
        return postgres.bookings();
    }

    /** The sessions of guests. */
    public Sessions sessions() {
        return sessions;
    }

    /** Dead letters, for reading those of one hotel. */
    public DeadLetters deadLetters() {
        return postgres.deadLetters();
    }

    /** Dead letters, for operators: of all hotels, page by page. */
    public BrowseDeadLetters browseDeadLetters() {
        return new BrowseDeadLetters(postgres.deadLetters(), postgres.directory());
    }

    /** Redrives dead letters: their messages are handled again. */
    public RedriveDeadLetters redriveDeadLetters() {
        return new RedriveDeadLetters(postgres.deadLetters(), listeners.deadLetters(), gate);
    }

    /** Discards dead letters: their messages are never handled. */
    public DiscardDeadLetters discardDeadLetters() {
        return new DiscardDeadLetters(postgres.deadLetters(), listeners.deadLetters(), gate);
    }

    /**
     * Pauses and breakers, for reading and for changing. All processes see a change within a second.
     *
     * <pre>{@code
     * conserje.pauses().pause(new PauseScope(hotel, null, null), Duration.ofHours(1), new Warrant("ana", "new PMS"));
     * }</pre>
     */
    public Pauses pauses() {
        return postgres.pauses();
    }

    /** The messages that wait, for operators: to see them, to hurry one, or to cancel one. */
    public WaitingMessages waitingMessages() {
        return postgres.waitingMessages();
    }

    /** The lengths of the queues, over all hotels. */
    public QueueStats queueStats() {
        return postgres.queueStats();
    }

    /** What the database knows of its backups. */
    public Backups backups() {
        return postgres.backups();
    }

    /** Units of work that see the rows of one hotel. */
    public TenantTransactions transactions() {
        return postgres.transactions();
    }

    /**
     * Runs work for a hotel inside a transaction of the host, which the host commits or rolls back. Afterwards the
     * connection has the role and the tenant that it had before, whether the work succeeds or fails.
     *
     * @param connection with an open transaction (no auto-commit), under the login of the service
     * @throws IllegalStateException if the connection commits by itself, or this thread has another transaction open
     *     here
     * @throws io.conserje.application.process.DatabaseClosedException if writes are stopped, of all hotels or of this
     *     one
     */
    public <T> T joining(Connection connection, TenantId tenant, Function<TenantScope, T> work) {
        gate.check(List.of(tenant));
        return postgres.joining(connection, tenant, work);
    }

    /**
     * Claims no more work, and waits for the messages and replies in progress, as long as the drain time says. What
     * this instance accepts is handled by other processes, or after the next start. {@link #close} gives back what is
     * still in progress. A second call, and {@code close()}, wait for the rest of the same drain time.
     *
     * @return whether nothing is in progress any more
     */
    public boolean quiesce() {
        process.stopping();
        return workers == null || workers.quiesce();
    }

    /**
     * Claims no more work, and waits for the messages and replies in progress, as long as the drain time says. A
     * message that takes longer is given back: its handler is interrupted, no attempt is counted, and another process
     * may handle it at once. A reply that is still being sent may have reached the guest, and is sent again. A reply
     * that was recorded and not begun is sent by another process, or after the next start. The events of the lock audit
     * that wait are recorded.
     */
    @Override
    public void close() {
        process.stopping();
        try {
            if (workers != null) {
                workers.close();
            }
        } finally {
            keeper.close();
            locks.close();
            process.end();
        }
    }

    private void wakeMessages() {
        if (workers != null) {
            workers.wakeMessages();
        }
    }

    private void wakeReplies() {
        if (workers != null) {
            workers.wakeReplies();
        }
    }

    /** The options of an instance. Every setter returns this builder. Not thread-safe. */
    public static final class Builder {

        private static final Duration MIN_LEASE = Duration.ofMillis(100);
        private static final Duration MAX_LEASE = Duration.ofHours(1);
        private static final int MAX_CONCURRENCY = 1000;
        private static final Duration MIN_TIMEOUT = Duration.ofMillis(10);
        private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

        private final DataSource database;
        private final List<Listener> listeners = new ArrayList<>();
        private Timeouts timeouts = Timeouts.DEFAULT;
        private @Nullable Sessions sessions;
        private @Nullable LockStore locks;
        private @Nullable Function<Parts, MessageHandler> handler;
        private ReplySenders senders = ReplySenders.none();
        private ResolveTenant.Mode tenancyMode = ResolveTenant.Mode.STRICT;
        private int concurrency = 8;
        private int hotelShare = Room.HALF;
        private ReplyRates replyRates = ReplyRates.DEFAULT;
        private Duration lease = Duration.ofSeconds(30);
        private Duration handlerTimeout = HandlingRules.LIMIT;
        private Duration senderTimeout = DeliverReply.LIMIT;
        private Duration handOver = HandlingRules.HAND_OVER;
        private Duration drain = Duration.ofSeconds(30);
        private Duration lineProbe = HeldLines.LONGEST_PAUSE;
        private BreakerRule breaker = BreakerRule.DEFAULT;
        private RetryPolicy retries = RetryPolicy.HANDLING;
        private LaterMessages laterMessages = LaterMessages.WAIT;
        private Coalescing coalescing = Coalescing.OFF;
        private GroupCommit.Limits commits = GroupCommit.Limits.DEFAULT;
        private SweepMessages.RetentionTimes retentionTimes = SweepMessages.RetentionTimes.DEFAULT;
        private IdleTimeout idle = IdleTimeout.DEFAULT;
        private HoldTerms holdTerms = HoldTerms.DEFAULT;
        private Duration auditRetention = Duration.ofDays(90);
        private UnboundLogin unboundLogin = UnboundLogin.REFUSE;

        private Builder(DataSource database) {
            this.database = database;
        }

        /** Sets the handler, which answers guests' messages. Required by {@link Conserje#start}. */
        public Builder handler(MessageHandler answering) {
            return handlerFrom(parts -> answering);
        }

        /**
         * Sets the handler, for a handler that needs parts of the instance, such as its locks.
         *
         * @param answering makes the handler; called once, by {@link #build}
         */
        public Builder handlerFrom(Function<Parts, MessageHandler> answering) {
            this.handler = answering;
            return this;
        }

        /** Sets the sender of the replies of every channel that has no sender of its own. */
        public Builder sender(ReplySender sending) {
            this.senders = senders.otherwise(sending);
            return this;
        }

        /** Sets the sender of the replies of one channel. {@link Conserje#start} requires at least one sender. */
        public Builder sender(Channel channel, ReplySender sending) {
            this.senders = senders.with(channel, sending);
            return this;
        }

        /** Sets the store of guests' sessions. Default: PostgreSQL. */
        public Builder sessions(Sessions store) {
            this.sessions = store;
            return this;
        }

        /** Sets how long a session lives after its last message. Default: 30 minutes. */
        public Builder idle(IdleTimeout timeout) {
            this.idle = timeout;
            return this;
        }

        /** Sets the store of holds and leases, such as {@code RedisAdapters}. Default: PostgreSQL. */
        public Builder locks(LockStore store) {
            this.locks = store;
            return this;
        }

        /** Sets how long holds last and how often they can be extended. Default: 20 minutes, twice 10 minutes more. */
        public Builder holdTerms(HoldTerms terms) {
            this.holdTerms = terms;
            return this;
        }

        /**
         * Sets how long the audit of holds and leases is kept. Default: 90 days.
         *
         * @param age one day or more
         * @throws IllegalArgumentException if it is shorter
         */
        public Builder auditRetention(Duration age) {
            if (age.compareTo(Duration.ofDays(1)) < 0) {
                throw new IllegalArgumentException("The audit is kept for one day or more, not for " + age);
            }
            this.auditRetention = age;
            return this;
        }

        /**
         * Sets the hotel of a message whose identifiers are not assigned. Default: strict, such messages are refused.
         */
        public Builder tenancy(ResolveTenant.Mode mode) {
            this.tenancyMode = mode;
            return this;
        }

        /**
         * Sets how many messages are handled, and how many replies are sent, at the same time. Default: 8. If a message
         * takes less than 20 ms, up to three times as many are claimed ahead, and released if they have to wait.
         *
         * @param max 1 to 1000
         * @throws IllegalArgumentException if it is out of bounds
         */
        public Builder concurrency(int max) {
            if (max < 1 || max > MAX_CONCURRENCY) {
                throw new IllegalArgumentException("Concurrency is 1 to " + MAX_CONCURRENCY + ", was " + max);
            }
            this.concurrency = max;
            return this;
        }

        /**
         * Sets how much of the concurrency one hotel may take, for messages and for replies. Default: 50 percent. A hotel
         * may always have one place, and the last free place goes only to a hotel that has none. A share in a hotel's
         * record counts instead of this one.
         *
         * @param percent 1 to 100
         * @throws IllegalArgumentException if it is out of bounds
         */
        public Builder hotelShare(int percent) {
            this.hotelShare = Room.checkedPercent(percent);
            return this;
        }

        /**
         * Sets how fast replies are sent, over all processes. Default: 80 a second for each line, and one in 6 seconds
         * for each guest, or up to 45 at once. All processes should have the same value.
         */
        public Builder replyRates(ReplyRates rates) {
            this.replyRates = rates;
            return this;
        }

        /**
         * Sets the lease of claimed messages and replies. Default: 30 seconds. The lease is renewed at a third of its
         * length. If a process dies, its messages wait for the end of their leases.
         *
         * @param length 100 ms to 1 h
         * @throws IllegalArgumentException if it is out of bounds
         */
        public Builder lease(Duration length) {
            if (length.compareTo(MIN_LEASE) < 0 || length.compareTo(MAX_LEASE) > 0) {
                throw new IllegalArgumentException(
                        "A lease lasts " + MIN_LEASE + " to " + MAX_LEASE + ", was " + length);
            }
            this.lease = length;
            return this;
        }

        /**
         * Sets how long the handler may take for a message. Default: 60 seconds. Then the attempt has failed with the
         * reason {@code handler_timeout}, and the handler's thread is interrupted. Another message takes its place,
         * even if the thread goes on.
         *
         * @param limit 10 ms to 1 h
         * @throws IllegalArgumentException if it is out of bounds
         */
        public Builder handlerTimeout(Duration limit) {
            this.handlerTimeout = bounded("A handler may take", MIN_TIMEOUT, limit);
            return this;
        }

        /**
         * Sets how long the handler is silent after a person at the hotel wrote to the guest from the hotel's phone.
         * Default: 30 minutes. Zero lets it go on.
         *
         * @param time 0 to 7 days
         * @throws IllegalArgumentException if it is out of bounds
         */
        public Builder handOver(Duration time) {
            if (time.isNegative() || time.compareTo(HandlingRules.MAX_HAND_OVER) > 0) {
                throw new IllegalArgumentException(
                        "A hand-over lasts 0 to " + HandlingRules.MAX_HAND_OVER + ", was " + time);
            }
            this.handOver = time;
            return this;
        }

        /**
         * Sets how long a sender may take for a reply. Default: 30 seconds. Then its thread is interrupted. The reply
         * may have been sent, and is sent again.
         *
         * @param limit 10 ms to 1 h
         * @throws IllegalArgumentException if it is out of bounds
         */
        public Builder senderTimeout(Duration limit) {
            this.senderTimeout = bounded("A sender may take", MIN_TIMEOUT, limit);
            return this;
        }

        /**
         * Sets how long a line that waits for an operator is left alone at most, before one of its replies is sent to find
         * out whether it works again. Default: one minute. It is tried after 2 seconds at first.
         *
         * @param pause 10 ms to 1 h
         * @throws IllegalArgumentException if it is out of bounds
         */
        public Builder lineProbe(Duration pause) {
            this.lineProbe = bounded("A line is tried after", MIN_TIMEOUT, pause);
            return this;
        }

        /**
         * Sets the drain time: how long {@link Conserje#quiesce} and {@link Conserje#close} wait for the messages and
         * replies in progress. Default: 30 seconds.
         *
         * @param time 0 to 1 h
         * @throws IllegalArgumentException if it is out of bounds
         */
        public Builder drain(Duration time) {
            this.drain = bounded("The drain time is", Duration.ZERO, time);
            return this;
        }

        private static Duration bounded(String what, Duration min, Duration time) {
            if (time.compareTo(min) < 0 || time.compareTo(MAX_TIMEOUT) > 0) {
                throw new IllegalArgumentException(what + " " + min + " to " + MAX_TIMEOUT + ", was " + time);
            }
            return time;
        }

        /**
         * Sets when the messages of a hotel begin to wait by themselves, because nearly all of them fail. Default: after
         * ten tries of at least three guests of which 80 percent failed with one reason.
         */
        public Builder breaker(BreakerRule rule) {
            this.breaker = rule;
            return this;
        }

        /** Sets the retries of failed messages. Default: three, after 60, 120 and 240 seconds. */
        public Builder retries(RetryPolicy policy) {
            this.retries = policy;
            return this;
        }

        /** Sets whether a guest's later messages wait while an earlier one waits for its retry. Default: they wait. */
        public Builder laterMessages(LaterMessages rule) {
            this.laterMessages = rule;
            return this;
        }

        /**
         * Sets for how long a guest's message waits for further ones, so that the handler gets them together: see {@link
         * MessageHandler.Incoming#messages}. The handler is called when the guest has written nothing for this time, and
         * at the latest five times as long after the first message. Texts to one line join, up to 20 of them. Default:
         * off, and the handler is called at once for each message. All processes should have the same value.
         *
         * @param pause 100 ms to 1 minute; zero turns it off
         * @throws IllegalArgumentException if it is out of bounds
         */
        public Builder coalesce(Duration pause) {
            this.coalescing = new Coalescing(pause);
            return this;
        }

        /**
         * Sets how accepted messages share commits. Default: up to 128 messages a commit, 4096 that wait, two commits
         * at a time, 5 seconds of waiting.
         */
        public Builder commits(GroupCommit.Limits limits) {
            this.commits = limits;
            return this;
        }

        /**
         * Sets how long dead letters wait for a decision, and how long decided dead letters, finished messages and raw
         * messages are kept. Default: 7, 30, 30 and 7 days.
         */
        public Builder retention(SweepMessages.RetentionTimes times) {
            this.retentionTimes = times;
            return this;
        }

        /** Sets the time limits of transactions. Default: 15 seconds a statement, 10 seconds idle. */
        public Builder timeouts(Timeouts limits) {
            this.timeouts = limits;
            return this;
        }

        /** Adds a listener. It receives the events of every listener interface that it implements. Default: none. */
        public Builder listen(Listener listener) {
            listeners.add(listener);
            return this;
        }

        /** Adds listeners, such as those of {@code ConserjeMetrics}. */
        public Builder listen(Collection<? extends Listener> several) {
            listeners.addAll(several);
            return this;
        }

        /**
         * Sets what happens under a login that row level security does not bind: a superuser, one with BYPASSRLS, or the
         * owner of the tables. Default: {@link UnboundLogin#REFUSE}.
         */
        public Builder unboundLogin(UnboundLogin rule) {
            this.unboundLogin = rule;
            return this;
        }

        /**
         * Builds an instance, which is not started yet. It looks at the driver and the login of the database; if the
         * database cannot be reached, the log says that they were not checked.
         *
         * @throws IllegalStateException if the driver has a parameter with which it sends statements apart from their
         *     hotel, or if row level security does not bind the login; the message names the remedy
         */
        public Conserje build() {
            DatabaseProbe.check(database, unboundLogin);
            return new Conserje(this);
        }

        /** The wake-up goes first, so that no other listener delays it. */
        private Listeners listeners(WakeUp wakeUp) {
            List<Listener> all = new ArrayList<>();
            all.add(wakeUp);
            all.addAll(listeners);
            return Listeners.of(all);
        }
    }
}
