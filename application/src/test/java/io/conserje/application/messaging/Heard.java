package io.conserje.application.messaging;

import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that writes down what it is told, a line each. */
final class Heard implements MessagingListener {

    final List<String> lines = new ArrayList<>();

    /** What happened to cancelled calls, from several threads. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    @Override
    public void messagesAccepted(TenantId tenant, int accepted, int duplicates) {
        lines.add("accepted " + accepted + ", duplicates " + duplicates);
    }

    @Override
    public void messageRefused() {
        lines.add("refused");
    }

    @Override
    public void messagesRouted(TenantId tenant, int messages) {
        lines.add("routed " + messages);
    }

    @Override
    public void unroutedForgotten(int messages) {
        lines.add("forgotten " + messages);
    }

    @Override
    public void messageHandled(Turn turn, int replies) {
        lines.add("handled with " + replies);
    }

    @Override
    public void messageRetried(Turn turn, Attempt failure, Duration after) {
        lines.add("retried " + failure.number() + " " + failure.reason() + " after " + after);
    }

    @Override
    public void messageDeadLettered(Turn turn, Attempt failure) {
        lines.add("buried " + failure.number() + " " + failure.reason());
    }

    @Override
    public void messagePostponed(Turn turn, Duration after, StoreUnavailableException away) {
        lines.add("postponed for " + after + ": " + away.getMessage());
    }

    @Override
    public void messageUnanswered(Turn turn, Unanswered why) {
        lines.add("unanswered " + why.label());
    }

    @Override
    public void messageDeferred(Turn turn, Duration after) {
        lines.add("deferred for " + after);
    }

    @Override
    public void messageGivenBack(Turn turn) {
        lines.add("given back");
    }

    @Override
    public void callCancelled(HostCall.Code code, Cancellation.Reason reason) {
        calls.add(code.label() + " cancelled: " + reason.label());
    }

    @Override
    public void cancelledCallEnded(HostCall.Code code) {
        calls.add(code.label() + " ended");
    }

    @Override
    public void leaseLost(Turn turn) {
        lines.add("lost");
    }

    @Override
    public void replySent(OutboundReply reply) {
        lines.add("sent " + reply.reply().text());
    }

    @Override
    public void replyDelayed(OutboundReply reply, String cause) {
        lines.add("delayed: " + cause);
    }

    @Override
    public void replyUncertain(OutboundReply reply, String cause) {
        lines.add("uncertain: " + cause);
    }

    @Override
    public void replyRefused(OutboundReply reply, String cause) {
        lines.add("refused: " + cause);
    }
}
