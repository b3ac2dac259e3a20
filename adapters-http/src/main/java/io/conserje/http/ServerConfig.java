package io.conserje.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Address, secrets and stop timeout of the server. {@code toString} shows no secret.
 *
 * @param host the address to listen on
 * @param port 1 to 65535, or 0 for any free port
 * @param development whether the server runs on a developer's machine: deliveries may be unsigned, recent replies may
 *     be shown, and browsers need not use TLS
 * @param verifyToken the token of WhatsApp's handshake; null refuses every handshake
 * @param appSecret the key of WhatsApp's signatures; null accepts unsigned deliveries, in development only
 * @param adminToken the token that callers of {@code /api/admin} must send; null refuses all callers
 * @param stopWithin how long {@link WebServer#stop} waits for running requests: 0 s to 5 min
 */
public record ServerConfig(
        String host,
        int port,
        boolean development,
        @Nullable String verifyToken,
        @Nullable String appSecret,
        @Nullable String adminToken,
        Duration stopWithin) {

    private static final Duration MAX_STOP = Duration.ofMinutes(5);

    /**
     * @throws IllegalArgumentException if a value is out of its bounds, a secret is blank, or the app secret is missing
     *     outside development
     */
    public ServerConfig {
        if (host.isBlank()) {
            throw new IllegalArgumentException("The host to listen on is blank. Example: 127.0.0.1");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("The port is " + port + ". It must be 0 to 65535. Example: 8002");
        }
        if (stopWithin.isNegative() || stopWithin.compareTo(MAX_STOP) > 0) {
            throw new IllegalArgumentException("The stop timeout is " + stopWithin + ". It must be 0 s to 5 min.");
        }
        if (verifyToken != null && verifyToken.isBlank()) {
            throw new IllegalArgumentException(
                    "The verify token is blank. Set it, or leave it out to refuse every handshake.");
        }
        if (adminToken != null && adminToken.isBlank()) {
            throw new IllegalArgumentException(
                    "The admin token is blank. Set it, or leave it out to refuse every caller.");
        }
        if (appSecret == null ? !development : appSecret.isBlank()) {
            throw new IllegalArgumentException("The app secret is missing or blank. Set WHATSAPP_APP_SECRET to the app"
                    + " secret of the Meta app. In development you may leave it out.");
        }
    }

    @Override
    public String toString() {
        return "ServerConfig[host=" + host + ", port=" + port + ", development=" + development + ", verifyToken="
                + shown(verifyToken) + ", appSecret=" + shown(appSecret) + ", adminToken=" + shown(adminToken)
                + ", stopWithin=" + stopWithin + "]";
    }

    private static String shown(@Nullable String secret) {
        return secret == null ? "none" : "***";
    }
}
