package io.conserje.bootstrap.probe;

import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.ssl.LibPQFactory;
import org.postgresql.util.PSQLException;

/**
 * What the driver's own socket negotiated. The server's view does not tell: behind a pooler, its client is the pooler.
 * The driver makes one by its name, as with {@code sslfactory} in a URL; the certificate is checked as usual.
 */
public final class NegotiatedTls extends LibPQFactory {

    private static final Map<String, SSLSocket> SOCKETS = new ConcurrentHashMap<>();

    private final String connection;

    /** For the driver. */
    public NegotiatedTls(Properties properties) throws PSQLException {
        super(properties);
        connection = String.valueOf(PGProperty.SSL_FACTORY_ARG.getOrDefault(properties));
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
        Socket socket = super.createSocket(plain, host, port, autoClose);
        if (socket instanceof SSLSocket encrypted) {
            SOCKETS.put(connection, encrypted);
        }
        return socket;
    }

    /** Remembers the sockets of one connection, until it is closed. */
    static final class Watch implements AutoCloseable {

        private final String connection = UUID.randomUUID().toString();

        /** Parameters of the driver. */
        Map<String, String> parameters() {
            return Map.of("sslfactory", NegotiatedTls.class.getName(), "sslfactoryarg", connection);
        }

        /** Such as {@code TLSv1.3, TLS_AES_256_GCM_SHA384}; null without TLS. */
        @Nullable
        String negotiated() {
            SSLSocket socket = SOCKETS.get(connection);
            return socket == null ? null : text(socket.getSession());
        }

        @Override
        public void close() {
            SOCKETS.remove(connection);
        }
    }

    /** The version of the protocol, and the cipher suite. */
    static String text(SSLSession session) {
        return session.getProtocol() + ", " + session.getCipherSuite();
    }
}
