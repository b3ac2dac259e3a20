package io.conserje.bootstrap;

import com.fasterxml.uuid.Generators;
import io.conserje.application.dlq.BrowseDeadLetters;
import io.conserje.application.dlq.DeadLetterListener;
import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.dlq.DiscardDeadLetters;
import io.conserje.application.dlq.RedriveDeadLetters;
import io.conserje.application.messaging.AcceptWebhook;
import io.conserje.application.messaging.DeliverReply;
import io.conserje.application.messaging.DispatchMessage;
import io.conserje.application.messaging.DispatchMessage.Ready;
import io.conserje.application.messaging.GroupCommit;
import io.conserje.application.messaging.GroupedTurns;
import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.LaterMessages;
import io.conserje.application.messaging.MessageHandler;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.QueueStats;
import io.conserje.application.messaging.ReplySender;
import io.conserje.application.messaging.SweepMessages;
import io.conserje.application.messaging.Turns;
import io.conserje.application.session.SessionListener;
import io.conserje.application.session.Sessions;
import io.conserje.application.session.SweepSessions;
import io.conserje.application.tenancy.Actor;
import io.conserje.application.tenancy.ResolveTenant;
import io.conserje.application.tenancy.TenancyListener;
import io.conserje.application.tenancy.TenantAudit;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.application.transaction.TenantScope;
import io.conserje.application.transaction.TenantTransactions;
import io.conserje.bootstrap.tenancy.CachedTenantDirectory;
import io.conserje.bootstrap.tenancy.LibPhoneNumbers;
import io.conserje.bootstrap.work.MessageWork;
import io.conserje.bootstrap.work.Periodic;
import io.conserje.bootstrap.work.ReplyWork;
import io.conserje.bootstrap.work.WorkLoop;
import io.conserje.db.Changelog;
import io.conserje.domain.dlq.Backoff;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.tx.Timeouts;
import io.conserje.postgres.tx.TransactionListener;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Conserje in a host's process: messages in, in order and once, through the host's handler, and replies out. Build it, apply
 * the change sets once ({@link #migrate}), start it, close it. It closes what it created: not the data source, the sessions
 * or the sender. Thread-safe.
 */
public final class Conserje implements AutoCloseable {

    private static final Duration DRAIN = Duration.ofSeconds(10);
    /** What is left of that to replies that are being sent, also where a message takes all it may. */
    private static final Duration SENDING_DRAIN = Duration.ofSeconds(3);

    private static final Duration SWEEP_PAUSE = Duration.ofMinutes(5);
    private static final int SWEEP_BATCHES = 20;

    /** Sending has its own tries: 2, 4, 8 ... seconds, at most 15 minutes apart, for about a day. */
    private static final RetryPolicy SENDING =
            new RetryPolicy(100, new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(15), 0.1));

    private final PostgresAdapters postgres;
    private final CachedTenantDirectory directory;
    private final LibPhoneNumbers phones = new LibPhoneNumbers();
    private final Sessions sessions;
    private final GroupCommit inboxes;
    private final AcceptWebhook acceptance;
    private final Periodic sweeping;
    private final Periodic sweepingSessions;
    private final DeadLetterListener letters;
    private final WorkLoop<Ready> messages;
    private final WorkLoop<OutboundReply> replies;

    private Conserje(Builder parts) {
        DoubleSupplier jitter = () -> ThreadLocalRandom.current().nextDouble();
        MessagingListener waking = new Waking(parts.messaging, this::workArrived, this::replyRecorded);
        this.postgres = parts.adapters();
        this.sessions = parts.sessions == null ? postgres.sessions() : parts.sessions;
        this.directory = new CachedTenantDirectory(postgres.directory(), System::nanoTime);
        this.inboxes = new GroupCommit(postgres.intake(), postgres::inbox, parts.commits);
        this.acceptance = new AcceptWebhook(
                new ResolveTenant(directory, parts.tenancyMode, parts.tenancy), phones, inboxes, waking);
        SweepMessages sweep = new SweepMessages(postgres.retention(), parts.retentionTimes, SWEEP_BATCHES, waking);
        this.sweeping = new Periodic("sweep", sweep::sweep, SWEEP_PAUSE);
        SweepSessions sessionSweep = new SweepSessions(postgres.sessionRetention(), parts.sessionListener);
        // Also where sessions are kept elsewhere now: nobody else forgets those from before.
        this.sweepingSessions = new Periodic("session-sweep", sessionSweep::sweep, SWEEP_PAUSE);
        this.letters = new DeadLetterListener() {
            @Override
            public void redriven(TenantId tenant, int messages) {
                workArrived();
                parts.letters.redriven(tenant, messages);
            }

            @Override
            public void discarded(TenantId tenant, int discarded) {
                parts.letters.discarded(tenant, discarded);
            }
        };
        Turns turns = new GroupedTurns(postgres.turns(), postgres.endings());
        this.messages = new WorkLoop<>(
                new MessageWork(
                        turns,
                        new DispatchMessage(
                                turns,
                                sessions,
                                directory,
                                Objects.requireNonNull(parts.handler, "Give the builder a handler(...)"),
                                parts.retries,
                                parts.laterMessages,
                                parts.idle,
                                jitter,
                                waking,
                                parts.sessionListener),
                        waking,
                        System::nanoTime),
                parts.concurrency,
                parts.lease);
        this.replies = new WorkLoop<>(
                new ReplyWork(
                        postgres.replies(),
                        new DeliverReply(
                                postgres.replies(),
                                Objects.requireNonNull(parts.sender, "Give the builder a sender(...)"),
                                directory,
                                SENDING,
                                jitter,
                                waking)),
                parts.concurrency,
                parts.lease);
    }

    /**
     * Begins to describe an instance on this database.
     *
     * @param database connections to a database that has the change sets; not closed by what is built
     */
    public static Builder on(DataSource database) {
        return new Builder(database);
    }

    /**
     * Applies the change sets that a database lacks.
     *
     * @param owner connections of the login that owns the schema, direct or in session mode
     * @return the ids of those applied now
     */
    public static List<String> migrate(DataSource owner) {
        return new Changelog(owner).update();
    }

    /** Begins to handle messages and to send replies. Once only. */
    public void start() {
        messages.start();
        replies.start();
        sweeping.start();
        sweepingSessions.start();
    }

    /**
     * Makes messages of a known hotel durable, together with what others accept at the same moment; they are handled soon.
     * To accept in a transaction of the caller's own, see {@link #transactions}.
     *
     * @return what became of each, in order
     */
    public List<Acceptance> accept(TenantId tenant, List<InboundMessage> delivered) {
        List<Acceptance> acceptances = inboxes.apply(tenant).accept(delivered);
        workArrived();
        return acceptances;
    }

    /** Finds the hotels of what a channel delivered, and makes it durable. */
    public AcceptWebhook acceptance() {
        return acceptance;
    }

    /** The hotels, for reading. */
    public TenantDirectory tenants() {
        return postgres.directory();
    }

    /**
     * Forgets whatever this instance remembers of hotels, which is never older than a second, and reads them anew.
     *
     * @return how many there are
     */
    public int refreshTenants() {
        directory.forget();
        return directory.all().size();
    }

    /** The hotels, for changing. */
    public TenantRegistry registry() {
        return registry(Actor.LIBRARY);
    }

    /**
     * The hotels, for changing, on behalf of somebody, who is recorded. This instance sees the changes at once. Telephone
     * numbers are assigned and removed in the spelling in which guests' numbers are looked for, however they were written.
     */
    public TenantRegistry registry(Actor actor) {
        return directory.seenBy(phones.spelling(postgres.registry(actor)));
    }

    /** Who changed what about a hotel. */
    public TenantAudit tenantAudit() {
        return postgres.audit();
    }

    /**
     * Work for a hotel inside a transaction of the host's own, which stays the host's to commit. Whatever becomes of the work,
     * the connection's role and tenant are afterwards what they were.
     *
     * @param connection with a transaction begun (no auto-commit), under the service's login
     */
    public <T> T joining(Connection connection, TenantId tenant, Function<TenantScope, T> work) {
        return postgres.joining(connection, tenant, work);
    }

    /** Where guests are remembered. */
    public Sessions sessions() {
        return sessions;
    }

    /** Messages that were given up, for reading. */
    public DeadLetters deadLetters() {
        return postgres.deadLetters();
    }

    /** Messages that were given up, as an operator looks at them: over hotels, page by page. */
    public BrowseDeadLetters browsing() {
        return new BrowseDeadLetters(postgres.deadLetters(), postgres.directory());
    }

    /** Puts messages that were given up back to be handled. */
    public RedriveDeadLetters redriving() {
        return new RedriveDeadLetters(postgres.deadLetters(), letters);
    }

    /** Ends letters for good. */
    public DiscardDeadLetters discarding() {
        return new DiscardDeadLetters(postgres.deadLetters(), letters);
    }

    /** How full the queues are, across hotels. */
    public QueueStats queueStats() {
        return postgres.queueStats();
    }

    /** Units of work inside one hotel. */
    public TenantTransactions transactions() {
        return postgres.transactions();
    }

    /**
     * Claims no more and finishes what is being done, messages and then replies, within ten seconds in all; what takes longer is left to
     * its lease, after which it is done again. Replies that are recorded and not begun are sent by another process, or after the next
     * start.
     */
    @Override
    public void close() {
        sweeping.close();
        sweepingSessions.close();
        long end = System.nanoTime() + DRAIN.toNanos();
        messages.close(DRAIN.minus(SENDING_DRAIN));
        replies.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }

    private void workArrived() {
        messages.wake();
    }

    private void replyRecorded() {
        replies.wake();
    }

    /** The parts of an instance. Not thread-safe. */
    public static final class Builder {

        private final DataSource database;
        private Timeouts timeouts = Timeouts.DEFAULT;
        private @Nullable Sessions sessions;
        private @Nullable MessageHandler handler;
        private @Nullable ReplySender sender;
        private ResolveTenant.Mode tenancyMode = ResolveTenant.Mode.STRICT;
        private int concurrency = 8;
        private Duration lease = Duration.ofSeconds(30);
        private RetryPolicy retries = RetryPolicy.DEFAULT;
        private LaterMessages laterMessages = LaterMessages.WAIT;
        private GroupCommit.Limits commits = GroupCommit.Limits.DEFAULT;
        private SweepMessages.RetentionTimes retentionTimes = SweepMessages.RetentionTimes.DEFAULT;
        private IdleTimeout idle = IdleTimeout.DEFAULT;
        private TenancyListener tenancy = TenancyListener.NONE;
        private SessionListener sessionListener = SessionListener.NONE;
        private MessagingListener messaging = MessagingListener.NONE;
        private DeadLetterListener letters = DeadLetterListener.NONE;
        private TransactionListener transactions = TransactionListener.NONE;

        private Builder(DataSource database) {
            this.database = database;
        }

        /** Who answers guests; required. */
        public Builder handler(MessageHandler answering) {
            this.handler = answering;
            return this;
        }

        /** Who sends the answers; required. */
        public Builder sender(ReplySender sending) {
            this.sender = sending;
            return this;
        }

        /** Where guests are remembered. Default: PostgreSQL. */
        public Builder sessions(Sessions remembering) {
            this.sessions = remembering;
            return this;
        }

        /** How long a session lives after its last message. Default: 30 minutes. */
        public Builder idle(IdleTimeout timeout) {
            this.idle = timeout;
            return this;
        }

        /** Whose messages are that name no hotel. Default: strict, nobody's. */
        public Builder tenancy(ResolveTenant.Mode mode) {
            this.tenancyMode = mode;
            return this;
        }

        /**
         * How many messages are handled, and how many replies are sent, at once: 1 to 1000. Default: 8. Where one takes
         * less than 20 ms, up to three times as many more are claimed ahead, and given back if they have to wait.
         */
        public Builder concurrency(int most) {
            if (most < 1 || most > 1000) {
                throw new IllegalArgumentException("Concurrency is 1 to 1000, was " + most);
            }
            this.concurrency = most;
            return this;
        }

        /**
         * How long a message is a process's without renewal, and so how long a dead one's messages wait: 100 ms to 1 h. It is
         * renewed at a third of that. Default: 30 s.
         */
        public Builder lease(Duration length) {
            if (length.compareTo(Duration.ofMillis(100)) < 0 || length.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException(
                        "A lease lasts " + Duration.ofMillis(100) + " to " + Duration.ofHours(1) + ", not " + length);
            }
            this.lease = length;
            return this;
        }

        /** What becomes of messages whose handling failed. Default: three retries, after 60, 120 and 240 seconds. */
        public Builder retries(RetryPolicy policy) {
            this.retries = policy;
            return this;
        }

        /** What a guest's later messages do while one waits for its retry. Default: they wait. */
        public Builder laterMessages(LaterMessages rule) {
            this.laterMessages = rule;
            return this;
        }

        /** How accepted messages share commits, and how many may wait for one. Default: 128, 4096, 2 at once, 5 s. */
        public Builder commits(GroupCommit.Limits limits) {
            this.commits = limits;
            return this;
        }

        /** How long letters wait for a decision, and how long what is over is kept. Default: 7, 30 and 30 days. */
        public Builder retention(SweepMessages.RetentionTimes times) {
            this.retentionTimes = times;
            return this;
        }

        /** How long the database lets transactions take. Default: 15 s a statement, 10 s idle. */
        public Builder timeouts(Timeouts bounds) {
            this.timeouts = bounds;
            return this;
        }

        /** Who is told what happens. Default: nobody. */
        public Builder listeners(TenancyListener tenants, SessionListener guests, MessagingListener messages) {
            this.tenancy = tenants;
            this.sessionListener = guests;
            this.messaging = messages;
            return this;
        }

        /** Who is told what is decided about dead letters through this instance. Default: nobody. */
        public Builder deadLetters(DeadLetterListener listener) {
            this.letters = listener;
            return this;
        }

        /** Who is told of units of work on the database. Default: nobody. */
        public Builder transactions(TransactionListener listener) {
            this.transactions = listener;
            return this;
        }

        /**
         * An instance with these parts, not started yet.
         *
         * @throws NullPointerException if the handler or the sender is missing
         */
        public Conserje build() {
            return new Conserje(this);
        }

        private PostgresAdapters adapters() {
            return new PostgresAdapters(
                    database, timeouts, Generators.timeBasedEpochGenerator()::generate, transactions);
        }
    }
}
