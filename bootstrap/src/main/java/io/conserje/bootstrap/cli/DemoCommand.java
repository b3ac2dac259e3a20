package io.conserje.bootstrap.cli;

import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.bootstrap.Service;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.embedded.RunningService;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code conserje demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Run a demo: embedded PostgreSQL and Redis, two hotels, a WhatsApp message and its reply.",
            "It serves until stopped (Ctrl-C), and sends nothing to other machines.",
            "Of the settings it uses HOST, PORT, LOG_FORMAT and ADMIN_API_TOKEN.",
            "In a second terminal, other commands use its servers."
        })
final class DemoCommand extends Serving {

    private static final List<String> KEPT = List.of("HOST", "PORT", "LOG_FORMAT", "ADMIN_API_TOKEN");
    private static final String GUEST = "5491112345678";
    private static final String ASKED = "Hola, necesito disponibilidad para este fin de semana";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    DemoCommand(Outside outside) {
        super(outside);
    }

    @Override
    Settings settings(Outside from) {
        Map<String, String> environment = new HashMap<>();
        KEPT.forEach(name ->
                Optional.ofNullable(from.environment().get(name)).ifPresent(value -> environment.put(name, value)));
        environment.put("ENVIRONMENT", "development");
        environment.put("WHATSAPP_VERIFY_TOKEN", "demo-verify-token");
        return Settings.from(environment);
    }

    @Override
    void serving(Service service, String url, @Nullable RunningService running, PrintWriter out) {
        seed(service.conserje().registry());
        Instant sent = Instant.now();
        send(url, sent);
        out.println();
        out.println("  Guest (+" + GUEST + "): " + ASKED);
        out.println("  " + Tenant.named(TenantId.DEFAULT, "Hotel Default").name() + ":");
        reply(service, sent).lines().forEach(line -> out.println("    " + line));
        out.println();
        guide(url, out);
        if (running != null) {
            guideSecondTerminal(running.file(), out);
        }
        out.println("  " + url + "/openapi.yaml describes the API.");
        out.flush();
    }

    private static void seed(TenantRegistry registry) {
        registry.register(Tenant.named(TenantId.DEFAULT, "Hotel Default"));
        hotel(registry, "hotel-sur", "Hotel del Sur", "100000000000001");
        hotel(registry, "hotel-norte", "Hotel del Norte", "100000000000002");
    }

    private static void hotel(TenantRegistry registry, String id, String name, String line) {
        TenantId tenant = new TenantId(id);
        registry.register(Tenant.named(tenant, name));
        registry.assign(tenant, Identifier.phoneNumberId(Channel.WHATSAPP, line));
    }

    /** Sends the message as of now. With the same time, a second demo's message would be a duplicate. */
    private static void send(String url, Instant at) {
        String body = """
                {"entry": [{"changes": [{"value": {"messages": [{
                  "from": "%s", "text": {"body": "%s"}, "timestamp": "%d"}]}}]}]}""".formatted(GUEST, ASKED, at.getEpochSecond());
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/webhooks/whatsapp"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(
                        "The webhook answered " + response.statusCode() + ": " + response.body());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static String reply(Service service, Instant since) {
        return service.awaitReply("+" + GUEST, since, PATIENCE)
                .orElse("(no reply within " + PATIENCE.toSeconds() + " s; see the log)");
    }

    private static void guide(String url, PrintWriter out) {
        out.println("Try:");
        out.println("  curl " + url + "/health/ready");
        out.println("  curl -s " + url + "/metrics | grep -E \"(postgres|redis|tenant)\"");
        out.println("  curl " + url + "/api/dev/replies");
        out.println("  curl -X POST " + url + "/api/webhooks/whatsapp -H 'Content-Type: application/json' -d '"
                + "{\"entry\":[{\"changes\":[{\"value\":{\"metadata\":{\"phone_number_id\":\"100000000000001\"},"
                + "\"messages\":[{\"id\":\"demo-1\",\"from\":\"" + GUEST
                + "\",\"type\":\"text\",\"text\":{\"body\":\"¿A qué hora abren?\"}}]}}]}]}'");
    }

    private static void guideSecondTerminal(Path file, PrintWriter out) {
        out.println("In a second terminal:");
        out.println("  ./conserje tenants list");
        out.println("  ./conserje locks list");
        out.println("  . " + file + "; curl -H \"Authorization: Bearer $ADMIN_API_TOKEN\""
                + " $SERVICE_URL/api/admin/tenants");
    }
}
