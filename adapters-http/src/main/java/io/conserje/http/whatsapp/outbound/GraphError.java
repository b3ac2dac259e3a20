package io.conserje.http.whatsapp.outbound;

import io.conserje.application.messaging.Fix;
import io.conserje.application.messaging.ReplySender.Delivery;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides by the error code of the Graph API whether to retry, and explains the code. */
final class GraphError {

    /** WhatsApp takes free texts for this long after a guest's message. */
    static final Duration WINDOW = Duration.ofHours(24);

    private static final int INVALID_PARAMETER = 100;
    private static final int NO_SUCH_OBJECT = 33;
    private static final Duration THROUGHPUT = Duration.ofSeconds(30);
    private static final Duration PAIR = Duration.ofSeconds(6);

    /** What an error answer says beyond its status. */
    record Details(@Nullable Integer code, @Nullable Integer subcode, boolean asksForProof) {

        /** An answer without a code. */
        static final Details NONE = new Details(null, null, false);
    }

    /** What a code means for the reply. */
    private sealed interface Known {

        String meaning();

        record Later(String meaning, Duration pause) implements Known {}

        record Never(String reason, String meaning) implements Known {}

        /** An operator must fix it. The meaning says how. */
        record Fixable(Fix fix, String meaning) implements Known {}

        static Known later(String meaning, Duration pause) {
            return new Later(meaning, pause);
        }

        static Known never(String meaning) {
            return new Never("refused", meaning);
        }

        static Known never(String reason, String meaning) {
            return new Never(reason, meaning);
        }

        static Known fixable(Fix fix, String meaning) {
            return new Fixable(fix, meaning);
        }
    }

    private static final String NEW_TOKEN = "set a new WHATSAPP_ACCESS_TOKEN and restart the service";
    private static final String GRANT = "grant whatsapp_business_messaging to the app and the token";

    private static final String TEMPLATE = "template_refused";

    private static final Map<Integer, Known> KNOWN = Map.ofEntries(
            Map.entry(1, Known.later("an unknown error at WhatsApp", Duration.ZERO)),
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
            Map.entry(131026, Known.never("not_reachable", "the guest cannot be reached on WhatsApp")),
            Map.entry(131030, Known.never("the guest is not on the list of test recipients")),
            Map.entry(131031, Known.never("the account is locked")),
            Map.entry(
                    131047,
                    Known.never(
                            "window_closed", "more than 24 hours since the guest wrote: only a template can be sent")),
            Map.entry(131049, Known.never("held back to keep the guest from too much marketing")),
            Map.entry(131050, Known.never("the guest has stopped marketing messages")),
            Map.entry(131051, Known.never("the message type is not supported")),
            Map.entry(
                    131053,
                    Known.never("media_refused", "the media cannot be fetched or is of a kind that is not taken")),
            Map.entry(
                    132000,
                    Known.never(TEMPLATE, "the template has another number of parameters: give it all that it has")),
            Map.entry(
                    132001, Known.never(TEMPLATE, "no template of this name is approved in this language: check both")),
            Map.entry(132005, Known.never(TEMPLATE, "the template is too long with these parameters")),
            Map.entry(132007, Known.never(TEMPLATE, "the template violates a policy of WhatsApp")),
            Map.entry(132012, Known.never(TEMPLATE, "a parameter does not fit its placeholder: check kinds and names")),
            Map.entry(132015, Known.never(TEMPLATE, "the template is paused because of its quality")),
            Map.entry(132016, Known.never(TEMPLATE, "the template is disabled for good")),
            Map.entry(131062, Known.never("the message cannot be sent to a user id")),
            Map.entry(0, Known.fixable(Fix.RENEW_TOKEN, "the access token cannot be verified; " + NEW_TOKEN)),
            Map.entry(3, Known.fixable(Fix.GRANT_PERMISSION, "the app lacks the capability; " + GRANT)),
            Map.entry(10, Known.fixable(Fix.GRANT_PERMISSION, "the app lacks a permission; " + GRANT)),
            Map.entry(
                    190, Known.fixable(Fix.RENEW_TOKEN, "the access token has expired or is not valid; " + NEW_TOKEN)),
            Map.entry(
                    131037,
                    Known.fixable(
                            Fix.APPROVE_NAME,
                            "the display name of the number is not approved; have it approved in the WhatsApp"
                                    + " manager")),
            Map.entry(
                    131042,
                    Known.fixable(
                            Fix.SETTLE_PAYMENT,
                            "the business account has no valid payment method; settle it in the billing hub")),
            Map.entry(
                    133010,
                    Known.fixable(Fix.REGISTER_NUMBER, "the number is not registered with the API; register it")));

    private GraphError() {}

    /** A hotel without a line on the channel. */
    static Delivery withoutLine(TenantId hotel) {
        return new Delivery.Held(
                Fix.ASSIGN_LINE,
                "no phone_number_id is assigned to tenant " + hotel + "; assign one: conserje tenants assign",
                WINDOW);
    }

    /**
     * Translates an error answer. A known code decides, otherwise the status does.
     *
     * @param retryAfter how long the answer asks to wait, or null if it does not
     * @param proves whether requests carry an appsecret_proof
     */
    static Delivery delivery(int status, Details details, @Nullable Duration retryAfter, boolean proves) {
        Integer code = details.code();
        Known known = known(details, proves);
        if (known == null) {
            return byStatus(status, code, retryAfter);
        }
        String cause = "graph " + code + ": " + known.meaning();
        return switch (known) {
            case Known.Later later -> new Delivery.RetryLater(cause, retryAfter == null ? later.pause() : retryAfter);
            case Known.Never never -> new Delivery.Refused(never.reason(), cause, code);
            case Known.Fixable fixable -> new Delivery.Held(fixable.fix(), cause, WINDOW);
        };
    }

    private static @Nullable Known known(Details details, boolean proves) {
        Integer code = details.code();
        if (code == null) {
            return null;
        }
        if (details.asksForProof()) {
            return Known.fixable(
                    Fix.SET_APP_SECRET,
                    proves
                            ? "the appsecret_proof was refused; WHATSAPP_APP_SECRET is not the secret of the app that"
                                    + " issued WHATSAPP_ACCESS_TOKEN: correct it and restart the service"
                            : "the API asks for an appsecret_proof; set WHATSAPP_APP_SECRET and restart the service");
        }
        if (code == INVALID_PARAMETER && details.subcode() != null && details.subcode() == NO_SUCH_OBJECT) {
            return Known.fixable(
                    Fix.CHECK_LINE,
                    "the phone_number_id does not exist, or the token may not use it; check the hotel's line and the"
                            + " token");
        }
        if (code >= 200 && code <= 299) {
            return Known.fixable(Fix.GRANT_PERMISSION, "the app lacks a permission; " + GRANT);
        }
        Known known = KNOWN.get(code);
        return known == null && code >= 132000 && code <= 132999
                ? Known.never(TEMPLATE, "the template cannot be used")
                : known;
    }

    private static Delivery byStatus(int status, @Nullable Integer code, @Nullable Duration retryAfter) {
        String cause = code == null ? "graph http " + status : "graph " + code + ": http " + status;
        if (status == 401 || status == 403) {
            return new Delivery.Held(Fix.RENEW_TOKEN, cause + ": the access token was refused; " + NEW_TOKEN, WINDOW);
        }
        if (status == 429) {
            return new Delivery.RetryLater(cause + ": too many calls", retryAfter == null ? THROUGHPUT : retryAfter);
        }
        if (status >= 400 && status < 500 && status != 408) {
            return new Delivery.Refused("refused", cause, code);
        }
        // Other 5xx may follow an accepted reply. A 503 says that the reply was not accepted.
        return status >= 500 && status != 503
                ? new Delivery.Uncertain(cause)
                : new Delivery.RetryLater(cause, retryAfter == null ? Duration.ZERO : retryAfter);
    }
}
