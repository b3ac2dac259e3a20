package io.conserje.http.whatsapp.inbound;

import io.conserje.http.body.Body;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Checks the signature of a delivery: the HMAC-SHA256 of its raw bytes under the app secret. Thread-safe. */
final class Signature {

    static final String HEADER = "X-Hub-Signature-256";

    private static final String PREFIX = "sha256=";
    private static final Pattern SHAPE = Pattern.compile(PREFIX + "[0-9a-fA-F]{64}");
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    Signature(String appSecret) {
        this.key = new SecretKeySpec(appSecret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** Whether a header has the form of a signature, so that the body is worth reading. */
    static boolean isWellFormed(@Nullable String header) {
        return header != null && SHAPE.matcher(header).matches();
    }

    /**
     * Whether the header signs the body. The time it takes does not depend on where they differ.
     *
     * @param header a well-formed header
     */
    boolean signs(String header, Body body) {
        byte[] claimed = HexFormat.of().parseHex(header, PREFIX.length(), header.length());
        return MessageDigest.isEqual(hmac(body), claimed);
    }

    private byte[] hmac(Body body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(body.bytes(), 0, body.length());
            return mac.doFinal();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, impossible);
        }
    }
}
