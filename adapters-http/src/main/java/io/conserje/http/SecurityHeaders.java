package io.conserje.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;

/** The headers of every answer. They forbid browsers to run, frame, guess or cache anything. */
final class SecurityHeaders {

    private final Map<String, String> headers = new LinkedHashMap<>();

    /** @param overTls whether browsers must use TLS from now on */
    SecurityHeaders(boolean overTls) {
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Permissions-Policy", "geolocation=(), microphone=(), camera=()");
        headers.put("Cache-Control", "no-store");
        if (overTls) {
            headers.put("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        }
    }

    void putInto(HttpFields.Mutable answer) {
        headers.forEach(answer::put);
    }
}
