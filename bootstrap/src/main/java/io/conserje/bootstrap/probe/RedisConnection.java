package io.conserje.bootstrap.probe;

import io.conserje.bootstrap.config.RedisUrl;
import io.conserje.bootstrap.config.Secret;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.StringJoiner;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis, for simple commands without retries: a check must see the failures that a client would hide.
 * With TLS, the certificate and its host name are verified. Not thread-safe.
 */
public final class RedisConnection implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    /** The server answered with an error. The connection can still be used. */
    public static final class RefusedException extends IOException {

        @Serial
        private static final long serialVersionUID = 1L;

        RefusedException(String answer) {
            super("Redis answered: " + answer);
        }
    }

    private RedisConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * Connects, and logs in and selects a database if the URL names them.
     *
     * @param timeout for the connection and for each answer
     * @throws IOException if no connection can be made, or the server refuses the login
     */
    public static RedisConnection open(RedisUrl url, Duration timeout) throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(url.host(), url.port()), (int) timeout.toMillis());
            plain.setSoTimeout((int) timeout.toMillis());
            RedisConnection connection = new RedisConnection(url.tls() ? encrypted(plain, url) : plain);
            connection.enter(url);
            return connection;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private static Socket encrypted(Socket plain, RedisUrl url) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, url.host(), url.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private void enter(RedisUrl url) throws IOException {
        Secret password = url.password();
        if (password != null) {
            String user = url.user();
            if (user == null) {
                command("AUTH", password.value());
            } else {
                command("AUTH", user, password.value());
            }
        }
        if (url.database() != 0) {
            command("SELECT", String.valueOf(url.database()));
        }
    }

    /**
     * Sends a command, and returns its answer: a string or a number, or several of them joined by line feeds.
     *
     * @throws IOException if the server refuses the command, with its message, or the connection fails
     */
    public String command(String... words) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(ascii("*" + words.length + "\r\n"));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            request.writeBytes(ascii("$" + bytes.length + "\r\n"));
            request.writeBytes(bytes);
            request.writeBytes(ascii("\r\n"));
        }
        socket.getOutputStream().write(request.toByteArray());
        return answer();
    }

    private String answer() throws IOException {
        String answer = line();
        if (answer.startsWith("*")) {
            StringJoiner several = new StringJoiner("\n");
            for (int left = Integer.parseInt(answer.substring(1)); left > 0; left--) {
                several.add(answer());
            }
            return several.toString();
        }
        if (answer.startsWith("$")) {
            return bulk(Integer.parseInt(answer.substring(1)));
        }
        if (answer.startsWith("+") || answer.startsWith(":")) {
            return answer.substring(1);
        }
        if (answer.startsWith("-")) {
            throw new RefusedException(withoutWords(answer.substring(1)));
        }
        throw new IOException("The server that answers is not Redis");
    }

    /** Redis repeats the words of a command that it does not know, and a password may be among them. */
    private static String withoutWords(String refusal) {
        int words = refusal.indexOf(", with args beginning with");
        return words < 0 ? refusal : refusal.substring(0, words);
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "";
        }
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException("Redis closed the connection in the middle of an answer");
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.size() > 4096) {
                throw new EOFException("Redis closed the connection without an answer");
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** The protocol and the cipher suite; null without TLS. */
    public @Nullable String tls() {
        return socket instanceof SSLSocket encrypted ? NegotiatedTls.text(encrypted.getSession()) : null;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
