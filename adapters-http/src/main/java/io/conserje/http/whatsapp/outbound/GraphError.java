package io.conserje.http.whatsapp.outbound;

import io.conserje.application.messaging.ReplySender.Delivery;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides by the error code of the Graph API whether to retry, and explains the code. */
final class GraphError {

    /** The delay of a retry after a wrong token or a missing permission, which a person must correct. */
    static final Duration MENDING = Duration.ofMinutes(5);

    private static final Duration THROUGHPUT = Duration.ofSeconds(30);
    private static final Duration PAIR = Duration.ofSeconds(6);

    private enum Kind {
        LATER,
        NEVER,
        AUTH
    }

    private record Known(Kind kind, String meaning, Duration pause) {
        static Known later(String meaning, Duration pause) {
            return new Known(Kind.LATER, meaning, pause);
        }

        static Known never(String meaning) {
            return new Known(Kind.NEVER, meaning, Duration.ZERO);
        }

        static Known auth(String meaning) {
            return new Known(Kind.AUTH, meaning, MENDING);
        }
    }

    private static final Map<Integer, Known> KNOWN = Map.ofEntries(
            Map.entry(2, Known.later("the API is down or overloaded", Duration.ZERO)),
            Map.entry(4, Known.later("too many calls of the API", THROUGHPUT)),
            Map.entry(80007, Known.later("too many calls for the business account", THROUGHPUT)),
            Map.entry(130429, Known.later("too many messages a second", THROUGHPUT)),
            Map.entry(131000, Known.later("something went wrong at WhatsApp", Duration.ZERO)),
            Map.entry(131016, Known.later("the service is overloaded", Duration.ZERO)),
            Map.entry(131048, Known.later("limited because earlier messages were called spam", Duration.ZERO)),
            Map.entry(131056, Known.later("too many messages to one guest", PAIR)),
            Map.entry(131057, Known.later("the account is in maintenance", Duration.ZERO)),
            Map.entry(133016, Known.later("the number was registered too often", Duration.ZERO)),
            Map.entry(368, Known.never("the account is blocked for violating a policy")),
            Map.entry(131008, Known.never("a parameter is missing")),
            Map.entry(131009, Known.never("a parameter is not valid")),
            Map.entry(131026, Known.never("the guest cannot be reached on WhatsApp")),
            Map.entry(131030, Known.never("the guest is not on the list of test recipients")),
            Map.entry(131031, Known.never("the account is locked")),
            Map.entry(131047, Known.never("more than 24 hours since the guest wrote: only a template can be sent")),
            Map.entry(131049, Known.never("held back to keep the guest from too much marketing")),
            Map.entry(131050, Known.never("the guest has stopped marketing messages")),
            Map.entry(131051, Known.never("the message type is not supported")),
            Map.entry(131062, Known.never("the message cannot be sent to a user id")),
            Map.entry(0, Known.auth("the access token cannot be verified")),
            Map.entry(3, Known.auth("the app lacks the capability")),
            Map.entry(10, Known.auth("the app lacks a permission")),
            Map.entry(190, Known.auth("the access token has expired or is not valid")));

    private GraphError() {}

    /**
     * Translates an error answer. A known code decides, otherwise the status does.
     *
     * @param code the error's code, or null if the answer had none
     * @param retryAfter how long the answer asks to wait, or null if it does not
     */
    static Delivery delivery(int status, @Nullable Integer code, @Nullable Duration retryAfter) {
        Known known = code == null ? null : known(code);
        if (known == null) {
            return byStatus(status, code, retryAfter);
        }
        String cause = "graph " + code + ": " + known.meaning();
        return known.kind() == Kind.NEVER
                ? new Delivery.Refused(cause)
                : new Delivery.RetryLater(cause, retryAfter == null ? known.pause() : retryAfter);
    }

    private static @Nullable Known known(int code) {
        if (code >= 200 && code <= 299) {
            return Known.auth("the app lacks a permission");
        }
        if (code >= 132000 && code <= 132999) {
            return Known.never("the template cannot be used");
        }
        return KNOWN.get(code);
    }

    private static Delivery byStatus(int status, @Nullable Integer code, @Nullable Duration retryAfter) {
        String cause = code == null ? "graph http " + status : "graph " + code + ": http " + status;
        if (status == 401 || status == 403) {
            return new Delivery.RetryLater(cause + ": the access token was refused", MENDING);
        }
        if (status == 429) {
            return new Delivery.RetryLater(cause + ": too many calls", retryAfter == null ? THROUGHPUT : retryAfter);
        }
        if (status >= 400 && status < 500 && status != 408) {
            return new Delivery.Refused(cause);
        }
        // Other 5xx may follow an accepted reply. A 503 says that the reply was not accepted.
        return status >= 500 && status != 503
                ? new Delivery.Uncertain(cause)
                : new Delivery.RetryLater(cause, retryAfter == null ? Duration.ZERO : retryAfter);
    }
}
