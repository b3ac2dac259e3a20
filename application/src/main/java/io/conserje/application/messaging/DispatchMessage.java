package io.conserje.application.messaging;

import io.conserje.application.messaging.Faults.Held;
import io.conserje.application.messaging.HostCall.Result;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.MessageHandler.Incoming;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.application.session.SessionListener;
import io.conserje.application.session.Sessions;
import io.conserje.application.session.Sessions.Saving;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.dlq.RetryPolicy.Decision;
import io.conserje.domain.messaging.ChannelFeatures;
import io.conserje.domain.messaging.MessageContent.Echo;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.domain.session.Session;
import io.conserje.domain.session.Version;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Handles one claimed message: loads the guest's session, calls the handler, saves the session, then records the
 * replies and the end of the message. A failure is recorded and retried by the policy. After the last retry the message
 * becomes a dead letter. A handler that takes too long has failed.
 *
 * <p>Messages that are handled together fail together: the failure is an attempt of each, and each is handled by itself
 * from then on. A dead letter is thus always a message that failed by itself.
 *
 * <p>The handler is not called for a message that came too late, nor while a person at the hotel talks to the guest.
 *
 * <p>The session is saved before the end is recorded, and it keeps the state from before the turn. If the process dies
 * in between, the next attempt starts from the same state. Thread-safe.
 */
public final class DispatchMessage {

    private static final String HANDLER_FAILED = "handler_failed";
    private static final String HANDLER_TIMEOUT = "handler_timeout";
    private static final String LATER_TOO_LONG = "later_too_long";
    /** The pause before the next attempt if a store was unavailable. */
    private static final Duration STORE_PAUSE = Duration.ofSeconds(5);
    /** Much longer than saving a session and recording an end take. */
    private static final Duration ENDING = Duration.ofSeconds(30);

    private final Turns turns;
    private final Sessions sessions;
    private final TenantDirectory tenants;
    private final MessageHandler handler;
    private final ReplySender channels;
    private final HandlingRules rules;
    private final DoubleSupplier random;
    private final Faults faults;
    private final MessagingListener messagingListener;
    private final SessionListener sessionListener;

    /**
     * @param channels tells what each channel can show, and shows guests what was read
     * @param random numbers from 0 to 1, for the jitter of retries
     * @param faults decides which failures count no attempt
     */
    public DispatchMessage(
            Turns turns,
            Sessions sessions,
            TenantDirectory tenants,
            MessageHandler handler,
            ReplySender channels,
            HandlingRules rules,
            DoubleSupplier random,
            Faults faults,
            MessagingListener messagingListener,
            SessionListener sessionListener) {
        this.turns = turns;
        this.sessions = sessions;
        this.tenants = tenants;
        this.handler = handler;
        this.channels = channels;
        this.rules = rules;
        this.random = random;
        this.faults = faults;
        this.messagingListener = messagingListener;
        this.sessionListener = sessionListener;
    }

    /**
     * A claimed turn, and where the guest's session comes from.
     *
     * @param call the call of the handler, which can be cancelled
     */
    public record Ready(Turn turn, Supplier<Optional<Session>> session, HostCall<Answer> call) {}

    /**
     * Prepares turns that were claimed together, so that their sessions are read in one call when the first turn is
     * handled. The leases keep other processes from changing those sessions. If the call fails, each session is read on
     * its own.
     */
    public List<Ready> ready(List<Turn> claimed) {
        SessionBatch batch = new SessionBatch(sessions, sessionListener, claimed);
        return claimed.stream()
                .map(turn -> new Ready(
                        turn, () -> batch.sessionOf(turn), new HostCall<>(HostCall.Code.HANDLER, messagingListener)))
                .toList();
    }

    /**
     * Handles the message of a claimed turn and records the result. If one of our stores is unavailable, no attempt is
     * counted, and the message can be claimed again after a pause.
     *
     * @throws StoreUnavailableException if nothing can be recorded; the message is handled again after its lease has
     *     ended
     */
    public void dispatch(Ready ready) {
        try {
            dispatchOnce(ready);
        } finally {
            faults.ended(ready.turn());
        }
    }

    private void dispatchOnce(Ready ready) {
        Turn turn = ready.turn();
        Runnable unhandled;
        try {
            unhandled = handle(ready);
        } catch (HandlingException failed) {
            unhandled = () -> failed(turn, failed);
        } catch (StoreUnavailableException away) {
            unhandled = () -> postpone(turn, away);
        } catch (RuntimeException | Error failed) {
            unhandled = () -> failed(turn, failed);
        }
        unhandled.run();
    }

    /** The message of an unknown exception may quote the guest; its class name does not. */
    private void failed(Turn turn, Throwable unknown) {
        fail(turn, HANDLER_FAILED, unknown.getClass().getName(), Duration.ZERO, false);
    }

    private void failed(Turn turn, HandlingException failed) {
        if (failed.isLater()) {
            defer(turn, failed.notBefore());
        } else {
            fail(turn, reasonOf(failed), String.valueOf(failed.getMessage()), failed.notBefore(), failed.isPermanent());
        }
    }

    private void defer(Turn turn, Duration pause) {
        if (turns.age(turn).plus(pause).compareTo(RetryPolicy.LONGEST_PAUSE) > 0) {
            String cause = "The handler put the message off until " + RetryPolicy.LONGEST_PAUSE + " after it came";
            fail(turn, LATER_TOO_LONG, cause, Duration.ZERO, false);
        } else if (turns.release(turn, pause) == Outcome.RECORDED) {
            messagingListener.messageDeferred(turn, pause);
        } else {
            messagingListener.leaseLost(turn);
        }
    }

    /** Replaces a reason that cannot be stored, so that the failure is recorded all the same. */
    private static String reasonOf(HandlingException failed) {
        return Attempt.isReason(failed.reason()) ? failed.reason() : HANDLER_FAILED;
    }

    /** Handles the message; returns what is to be recorded if that did not succeed. */
    private Runnable handle(Ready ready) {
        Turn turn = ready.turn();
        if (turn.message().context().late()) {
            leaveUnanswered(turn, Unanswered.LATE);
            return () -> {};
        }
        Tenant tenant = tenant(turn.tenant());
        if (!tenant.isActive()) {
            return () -> hold(turn, faults.inactive(turn));
        }
        Optional<Session> found = ready.session().get();
        sessionListener.sessionRead(found.isPresent());
        Session session = found.orElseGet(
                () -> Session.fresh(turn.tenant(), turn.message().guest()));
        Map<String, String> attributes = session.startOf(turn.id().turn());
        if (turn.message().content() instanceof Echo) {
            handOver(turn, session, attributes);
            return () -> {};
        }
        if (HandOver.covers(attributes, turn.message().sentAt())) {
            leaveUnanswered(turn, Unanswered.WITH_PERSON);
            return () -> {};
        }
        Incoming incoming = new Incoming(
                tenant,
                turn.id(),
                turn.messages(),
                HandOver.without(attributes),
                ready.call(),
                () -> turns.raw(turn),
                new ChannelOfMessage(channels, turn.message()));
        return switch (ready.call().run(() -> handler.handle(incoming), rules.limit())) {
            case Result.Returned<Answer> returned -> {
                end(turn, session, found.isPresent(), returned.value());
                yield () -> {};
            }
            case Result.Threw<Answer> threw -> () -> threw(ready, threw.cause());
            case Result.Cancelled<Answer> cancelled -> () -> cancelled(turn, cancelled.reason());
        };
    }

    private void leaveUnanswered(Turn turn, Unanswered why) {
        if (turns.finish(turn, List.of()) == Outcome.RECORDED) {
            messagingListener.messageUnanswered(turn, why);
        } else {
            messagingListener.leaseLost(turn);
        }
    }

    private void handOver(Turn turn, Session session, Map<String, String> attributes) {
        Map<String, String> changed =
                HandOver.lasting(attributes, turn.message().sentAt().plus(rules.handOver()));
        boolean wanted = !rules.handOver().isZero();
        if (wanted && !remember(session, turn, changed, rules.idleDuringHandOver())) {
            messagingListener.leaseLost(turn);
        } else {
            leaveUnanswered(turn, Unanswered.FROM_HOTEL);
        }
    }

    private void end(Turn turn, Session session, boolean known, Answer answer) {
        List<Reply> replies = fitting(turn, answer.replies());
        boolean nothingToRemember = !known && answer.memory().isEmpty();
        if (!nothingToRemember && !remember(session, turn, answer.memory(), rules.idle())) {
            messagingListener.leaseLost(turn);
        } else if (turns.finish(turn, replies) == Outcome.RECORDED) {
            messagingListener.messageHandled(turn, replies.size());
            faults.handled(turn);
        } else {
            messagingListener.leaseLost(turn);
        }
    }

    private List<Reply> fitting(Turn turn, List<Reply> replies) {
        ChannelFeatures features = channels.features(turn.message().guest().channel());
        return replies.stream()
                .flatMap(reply -> features.fit(reply.message()).stream())
                .map(Reply::new)
                .toList();
    }

    /**
     * If a store of the handler is unavailable, the attempt counts: it may be unavailable for this message every time.
     * An exception that the handler throws after it was told that the process stops is taken for a consequence of that.
     */
    private void threw(Ready ready, Throwable cause) {
        Turn turn = ready.turn();
        if (cause instanceof HandlingException failed) {
            failed(turn, failed);
        } else if (ready.call()
                .reason()
                .filter(Cancellation.Reason.STOPPING::equals)
                .isPresent()) {
            giveBack(turn);
        } else if (cause instanceof StoreUnavailableException away) {
            fail(turn, "store_unavailable", String.valueOf(away.getMessage()), Duration.ZERO, false);
        } else {
            failed(turn, cause);
        }
    }

    private void cancelled(Turn turn, Cancellation.Reason reason) {
        switch (reason) {
            case TIME_OVER -> {
                String cause = "The handler did not answer within " + rules.limit();
                fail(turn, HANDLER_TIMEOUT, cause, Duration.ZERO, false);
            }
            case LEASE_LOST -> messagingListener.leaseLost(turn);
            case STOPPING -> giveBack(turn);
        }
    }

    private void giveBack(Turn turn) {
        if (turns.release(turn, Duration.ZERO) == Outcome.RECORDED) {
            messagingListener.messageGivenBack(turn);
        } else {
            messagingListener.leaseLost(turn);
        }
    }

    /** Saves the session; false if the lease has ended. */
    private boolean remember(Session session, Turn turn, Map<String, String> memory, IdleTimeout idle) {
        if (save(session, turn, memory, idle) instanceof Saving.Saved) {
            return true;
        }
        if (turns.renew(turn, ENDING) == Outcome.LOST) {
            return false;
        }
        Optional<Session> present = sessions.find(turn.tenant(), turn.message().guest());
        // A session that expired while it was in use begins anew, with what the handler remembers.
        Session base = present.orElse(session.at(Version.NONE));
        // The former holder of this turn may have saved the session after its lease. Its end is not recorded, this one
        // is.
        boolean changed = present.isPresent() && !base.isAfter(turn.id().turn());
        if (changed || save(base, turn, memory, idle) instanceof Saving.Stale) {
            throw HandlingException.retry("session_stale", "The guest's session changed while it was in use", null);
        }
        return true;
    }

    private Saving save(Session session, Turn turn, Map<String, String> memory, IdleTimeout idle) {
        return sessions.save(session.advance(turn.id().turn(), memory), idle);
    }

    private void postpone(Turn turn, StoreUnavailableException away) {
        if (turns.release(turn, STORE_PAUSE) == Outcome.RECORDED) {
            messagingListener.messagePostponed(turn, STORE_PAUSE, away);
        } else {
            messagingListener.leaseLost(turn);
        }
    }

    private Tenant tenant(TenantId id) {
        return tenants.find(id)
                .orElseThrow(() -> HandlingException.retry("tenant_inactive", "Tenant " + id + " is not known", null));
    }

    private void hold(Turn turn, Held held) {
        Outcome made = held.key() == null ? turns.release(turn, held.pause()) : turns.hold(turn, held);
        if (made == Outcome.LOST) {
            messagingListener.leaseLost(turn);
        }
    }

    private void fail(Turn turn, String reason, String cause, Duration notBefore, boolean permanent) {
        Optional<Held> waiting = permanent ? Optional.empty() : faults.failed(turn, reason);
        if (waiting.isPresent()) {
            hold(turn, waiting.get());
            return;
        }
        Attempt failure = new Attempt(turn.failures() + 1, reason, cause);
        switch (decision(turn, failure, notBefore, permanent)) {
            case Decision.Retry retry -> {
                if (turns.retry(turn, failure, retry.after(), rules.laterMessages()) == Outcome.RECORDED) {
                    messagingListener.messageRetried(turn, failure, retry.after());
                } else {
                    messagingListener.leaseLost(turn);
                }
            }
            case Decision.GiveUp giveUp -> {
                if (turns.deadLetter(turn, failure) == Outcome.RECORDED) {
                    messagingListener.messageDeadLettered(turn, failure);
                } else {
                    messagingListener.leaseLost(turn);
                }
            }
        }
    }

    /** Of messages that failed together none is given up. Each is tried by itself, at once if a pause cannot help. */
    private Decision decision(Turn turn, Attempt failure, Duration notBefore, boolean permanent) {
        Decision decision = permanent
                ? new Decision.GiveUp()
                : rules.retries()
                        .afterFailure(failure.number(), random.getAsDouble())
                        .notBefore(notBefore);
        return decision instanceof Decision.GiveUp && turn.size() > 1 ? new Decision.Retry(notBefore) : decision;
    }
}
