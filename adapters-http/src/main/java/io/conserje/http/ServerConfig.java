package io.conserje.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the server listens, and whom it trusts. {@code toString} shows no secret.
 *
 * @param host the address to listen on
 * @param port 1 to 65535, or 0 for any that is free
 * @param development whether it runs on a developer's machine: deliveries may be unsigned, recent replies may be shown, and
 *     browsers are not told to insist on TLS
 * @param verifyToken what WhatsApp's handshake must know; null refuses every handshake
 * @param appSecret what WhatsApp signs deliveries with; null only in development, and accepts unsigned ones
 * @param adminToken what callers of {@code /api/admin} must send; null refuses all of them
 * @param stopWithin how long {@link WebServer#stop} lets requests in flight go on, up to 5 min
 */
public record ServerConfig(
        String host,
        int port,
        boolean development,
        @Nullable String verifyToken,
        @Nullable String appSecret,
        @Nullable String adminToken,
        Duration stopWithin) {

    private static final Duration LONGEST_STOP = Duration.ofMinutes(5);

    /**
     * @throws IllegalArgumentException if a value is out of its bounds, a secret is blank, or the app secret is missing
     *     outside development
     */
    public ServerConfig {
        if (host.isBlank()) {
            throw new IllegalArgumentException("The host to listen on is blank. Example: 127.0.0.1");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("Port " + port + " is not 0 to 65535. Example: 8002");
        }
        if (stopWithin.isNegative() || stopWithin.compareTo(LONGEST_STOP) > 0) {
            throw new IllegalArgumentException("Stopping takes 0 s to 5 min, not " + stopWithin);
        }
        if (verifyToken != null && verifyToken.isBlank()) {
            throw new IllegalArgumentException("The verify token is blank: leave it out to refuse every handshake");
        }
        if (adminToken != null && adminToken.isBlank()) {
            throw new IllegalArgumentException("The admin token is blank: leave it out to refuse every caller");
        }
        if (appSecret == null ? !development : appSecret.isBlank()) {
            throw new IllegalArgumentException("Outside development deliveries are signed: set WHATSAPP_APP_SECRET to"
                    + " the app secret of the Meta app; in development it may be left out but not blank");
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
