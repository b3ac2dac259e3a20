package io.conserje.application.messaging;

import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.MessageHandler.Incoming;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.application.session.SessionListener;
import io.conserje.application.session.Sessions;
import io.conserje.application.session.Sessions.Saving;
import io.conserje.application.session.Sessions.SessionKey;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.dlq.RetryPolicy.Decision;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.domain.session.Session;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Handles one message whose turn it is: loads the guest's session, asks the handler, saves the session, records the replies
 * and the message's end. A failure is recorded and retried by the policy; after the last one the message is buried.
 *
 * <p>The session is saved first and remembers where the turn began, so that a process which dies before the end is recorded
 * leaves a turn that starts from the same place again. Thread-safe.
 */
public final class DispatchMessage {

    private static final String HANDLER_FAILED = "handler_failed";
    /** How long a message waits whose session, hotel or end could not be read or recorded. */
    private static final Duration PAUSE = Duration.ofSeconds(5);
    /** Far longer than saving a session and recording an end take. */
    private static final Duration ENDING = Duration.ofSeconds(30);

    private final Turns turns;
    private final Sessions sessions;
    private final TenantDirectory tenants;
    private final MessageHandler handler;
    private final RetryPolicy policy;
    private final LaterMessages laterMessages;
    private final IdleTimeout idle;
    private final DoubleSupplier jitter;
    private final MessagingListener messages;
    private final SessionListener looks;

    /**
     * @param laterMessages what a guest's later messages do while one waits for its retry
     * @param jitter numbers from 0 to 1 for the jitter of retries
     */
    public DispatchMessage(
            Turns turns,
            Sessions sessions,
            TenantDirectory tenants,
            MessageHandler handler,
            RetryPolicy policy,
            LaterMessages laterMessages,
            IdleTimeout idle,
            DoubleSupplier jitter,
            MessagingListener messages,
            SessionListener looks) {
        this.turns = turns;
        this.sessions = sessions;
        this.tenants = tenants;
        this.handler = handler;
        this.policy = policy;
        this.laterMessages = laterMessages;
        this.idle = idle;
        this.jitter = jitter;
        this.messages = messages;
        this.looks = looks;
    }

    /** A claimed turn, and where the guest's session comes from. */
    public record Ready(Turn turn, Supplier<Optional<Session>> session) {}

    /**
     * Turns that were claimed together: the first that is handled reads the sessions of all of them, at once. While the leases last,
     * nobody else changes them. If that fails, each is read when its message is handled, so that one guest's trouble is no other's.
     */
    public List<Ready> ready(List<Turn> claimed) {
        Together together = new Together(claimed);
        return claimed.stream()
                .map(turn -> new Ready(turn, () -> together.sessionOf(turn)))
                .toList();
    }

    /** The sessions of guests whose turns were claimed together, read when the first of them is needed. */
    private final class Together {

        private final List<Turn> claimed;
        private final ReentrantLock reading = new ReentrantLock();
        private boolean tried;
        private @Nullable Map<SessionKey, Session> found;

        Together(List<Turn> claimed) {
            this.claimed = claimed;
            // One has nothing to share.
            this.tried = claimed.size() == 1;
        }

        Optional<Session> sessionOf(Turn turn) {
            Map<SessionKey, Session> all = read();
            return all == null ? find(turn) : Optional.ofNullable(all.get(key(turn)));
        }

        /** Null if they cannot be read together. */
        private @Nullable Map<SessionKey, Session> read() {
            reading.lock();
            try {
                if (!tried) {
                    tried = true;
                    found = readAll();
                }
                return found;
            } finally {
                reading.unlock();
            }
        }

        private @Nullable Map<SessionKey, Session> readAll() {
            try {
                return sessions
                        .findAll(claimed.stream().map(DispatchMessage::key).toList())
                        .stream()
                        .collect(Collectors.toMap(
                                session -> new SessionKey(session.tenant(), session.guest()), Function.identity()));
            } catch (RuntimeException notTogether) {
                looks.sessionsReadOneByOne(claimed.size(), notTogether);
                return null;
            }
        }
    }

    private Optional<Session> find(Turn turn) {
        return sessions.find(turn.tenant(), turn.message().guest());
    }

    private static SessionKey key(Turn turn) {
        return new SessionKey(turn.tenant(), turn.message().guest());
    }

    /**
     * Handles the message of a claimed turn, and records what came of it. Where a store of ours is away, none of that is the message's
     * fault: no attempt is burnt, and the message is anybody's after a pause.
     *
     * @throws StoreUnavailableException if not even that can be recorded; the message is handled again when its lease has ended
     */
    public void dispatch(Ready ready) {
        Turn turn = ready.turn();
        try {
            handle(ready);
        } catch (HandlingException failed) {
            fail(turn, reasonOf(failed), String.valueOf(failed.getMessage()), failed.notBefore(), failed.isPermanent());
        } catch (StoreUnavailableException away) {
            postpone(turn, away);
        } catch (RuntimeException | Error failed) {
            // The message of a stranger's exception may quote the guest; its kind does not.
            fail(turn, HANDLER_FAILED, failed.getClass().getName(), Duration.ZERO, false);
        }
    }

    /** A reason that cannot be recorded must not keep the failure from being recorded. */
    private static String reasonOf(HandlingException failed) {
        return Attempt.isReason(failed.reason()) ? failed.reason() : HANDLER_FAILED;
    }

    private void handle(Ready ready) {
        Turn turn = ready.turn();
        Optional<Session> found = ready.session().get();
        looks.sessionRead(found.isPresent());
        Session session = found.orElseGet(
                () -> Session.fresh(turn.tenant(), turn.message().guest()));
        Answer answer = answer(new Incoming(
                tenant(turn.tenant()),
                turn.id(),
                turn.message(),
                session.startOf(turn.id().turn())));
        boolean nothingToRemember = found.isEmpty() && answer.memory().isEmpty();
        if (!nothingToRemember && !remember(session, turn, answer)) {
            messages.leaseLost(turn);
        } else if (turns.finish(turn, answer.replies()) == Outcome.RECORDED) {
            messages.messageHandled(turn, answer.replies().size());
        } else {
            messages.leaseLost(turn);
        }
    }

    /** What a handler's own store does is the handler's affair, and counted: it may be away for this one message, always. */
    private Answer answer(Incoming incoming) {
        try {
            return handler.handle(incoming);
        } catch (StoreUnavailableException away) {
            throw HandlingException.retry("store_unavailable", String.valueOf(away.getMessage()), away);
        }
    }

    /** Whether the turn is still ours. */
    private boolean remember(Session session, Turn turn, Answer answer) {
        if (save(session, turn, answer) instanceof Saving.Saved) {
            return true;
        }
        if (turns.renew(turn, ENDING) == Outcome.LOST) {
            return false;
        }
        // Whoever had this turn before may have saved it after its lease: its end will not be recorded, ours will.
        Optional<Session> late =
                find(turn).filter(saved -> saved.isAfter(turn.id().turn()));
        if (late.isEmpty() || save(late.get(), turn, answer) instanceof Saving.Stale) {
            throw HandlingException.retry("session_stale", "The guest's session changed while it was in use", null);
        }
        return true;
    }

    private Saving save(Session session, Turn turn, Answer answer) {
        return sessions.save(session.advance(turn.id().turn(), answer.memory()), idle);
    }

    private void postpone(Turn turn, StoreUnavailableException away) {
        if (turns.release(turn, PAUSE) == Outcome.RECORDED) {
            messages.messagePostponed(turn, PAUSE, away);
        } else {
            messages.leaseLost(turn);
        }
    }

    private Tenant tenant(TenantId id) {
        return tenants.find(id)
                .filter(Tenant::isActive)
                .orElseThrow(() -> HandlingException.retry("tenant_inactive", "Tenant " + id + " is not active", null));
    }

    private void fail(Turn turn, String reason, String cause, Duration notBefore, boolean permanent) {
        Attempt failure = new Attempt(turn.failures() + 1, reason, cause);
        Decision decision =
                permanent ? new Decision.GiveUp() : policy.afterFailure(failure.number(), jitter.getAsDouble());
        switch (decision) {
            case Decision.Retry retry -> {
                Duration pause = longer(retry.after(), notBefore);
                if (turns.retry(turn, failure, pause, laterMessages) == Outcome.RECORDED) {
                    messages.messageRetried(turn, failure, pause);
                } else {
                    messages.leaseLost(turn);
                }
            }
            case Decision.GiveUp giveUp -> {
                if (turns.deadLetter(turn, failure) == Outcome.RECORDED) {
                    messages.messageDeadLettered(turn, failure);
                } else {
                    messages.leaseLost(turn);
                }
            }
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
