package io.conserje.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.ReplyListener;
import io.conserje.application.process.Gate;
import io.conserje.application.reply.RecordStatuses;
import io.conserje.application.reply.ReplyRecord;
import io.conserje.application.reply.ReplyRecord.Trouble;
import io.conserje.application.reply.ReplyState;
import io.conserje.application.tenancy.PhoneNumbers;
import io.conserje.application.tenancy.ResolveTenant;
import io.conserje.application.tenancy.TenancyListener;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.http.WebhookListener.Result;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What WhatsApp reports about replies, from the delivery to the reply. */
class ReplyStatusesTest {

    private final Sendings sendings = Sendings.in(InMemory.tenants(), Hotels.CENTRO);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private RunningServer http;

    @BeforeEach
    void start() {
        RecordStatuses recording = new RecordStatuses(
                sendings.statuses(),
                new ResolveTenant(new Hotels(), ResolveTenant.Mode.STRICT, TenancyListener.NONE),
                PhoneNumbers.PLAIN,
                new ReplyListener() {
                    @Override
                    public void replyReported(
                            TenantId tenant,
                            String status,
                            @Nullable HotelLine line,
                            @Nullable Integer code,
                            @Nullable String title) {
                        heard.add(tenant + " " + status + " " + code + " " + title);
                    }

                    @Override
                    public void reportsUnmatched(int reports) {
                        heard.add("unmatched " + reports);
                    }
                },
                Gate.alwaysOpen());
        http = RunningServer.start(RunningServer.PRODUCTION, parts -> parts.statuses(recording));
    }

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void aFailedReplyIsRecordedWithItsCode() {
        deliver(Hotels.CENTRO_LINE, failed("wamid.S1", "Payment issue"));
        assertThat(reply().state()).isEqualTo(ReplyState.FAILED);
        assertThat(reply().trouble()).isEqualTo(new Trouble("not_delivered", "whatsapp 131042: Payment issue", 131042));
        assertThat(heard).containsExactly("hotel-centro failed 131042 Payment issue");
        assertThat(http.counts).containsEntry(Result.STATUS, 1);
        deliver(Hotels.CENTRO_LINE, failed("wamid.S1", "Payment issue"));
        assertThat(heard).hasSize(1);
    }

    @Test
    void statusesInAnyOrderNeverGoBack() {
        for (String status : List.of("sent", "read", "delivered", "sent")) {
            deliver(Hotels.CENTRO_LINE, "{\"id\":\"wamid.S1\",\"status\":\"" + status + "\"}");
        }
        assertThat(reply().state()).isEqualTo(ReplyState.READ);
        assertThat(heard)
                .containsExactly(
                        "hotel-centro sent null null", "hotel-centro read null null", "hotel-centro sent null null");
    }

    @Test
    void aNumberInATitleIsNotKept() {
        deliver(Hotels.CENTRO_LINE, failed("wamid.S1", "To 5491112345678\\n failed"));
        assertThat(reply().trouble()).extracting(Trouble::cause).isEqualTo("whatsapp 131042: To …  failed");
    }

    @Test
    void unreadableAndForeignStatusesChangeNothing() {
        deliver(
                Hotels.CENTRO_LINE,
                "7,{},{\"id\":\"wamid.S1\"},{\"id\":\"wamid.S1\",\"status\":\"warning\"},"
                        + "{\"id\":\" \",\"status\":\"read\"},{\"id\":5,\"status\":\"read\",\"errors\":7}");
        deliver(Hotels.NORTE_LINE, failed("wamid.S1", "Payment issue"));
        deliver("999", failed("wamid.S1", "Payment issue"));
        assertThat(reply().state()).isEqualTo(ReplyState.SENT);
        assertThat(heard).containsExactly("unmatched 1");
    }

    private ReplyRecord reply() {
        return sendings.records().find(Hotels.CENTRO, Sendings.SENT).orElseThrow();
    }

    private static String failed(String id, String title) {
        return "{\"id\":\"" + id + "\",\"status\":\"failed\",\"timestamp\":\"1790000000\",\"recipient_id\":"
                + "\"5499999999999\",\"errors\":[{\"code\":131042,\"title\":\"" + title + "\"}]}";
    }

    private void deliver(String line, String statuses) {
        assertThat(http.deliver("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[{"
                                + "\"field\":\"messages\",\"value\":{\"metadata\":{\"phone_number_id\":\"" + line
                                + "\"},\"statuses\":[" + statuses + "]}}]}]}")
                        .statusCode())
                .isEqualTo(200);
    }
}
