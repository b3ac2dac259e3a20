package io.conserje.postgres.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP relay to a server on the loopback. It counts network round trips: how often the client sends after the server
 * has answered. It can delay the client's bytes, like a distant server.
 */
public final class CountingRelay implements AutoCloseable {

    private final ServerSocket listener;
    private final int target;
    private final Duration delay;
    private final AtomicLong trips = new AtomicLong();
    private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();

    private CountingRelay(ServerSocket listener, int target, Duration delay) {
        this.listener = listener;
        this.target = target;
        this.delay = delay;
    }

    /** @param delay how long each burst of the client is delayed; zero for no delay */
    public static CountingRelay to(int port, Duration delay) {
        try {
            CountingRelay relay =
                    new CountingRelay(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), port, delay);
            Thread.ofVirtual().start(relay::accept);
            return relay;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Round trips so far, over all connections. */
    public long trips() {
        return trips.get();
    }

    /** Cuts every connection that is open. New ones are accepted. */
    public void cut() {
        try {
            for (Socket socket = sockets.poll(); socket != null; socket = sockets.poll()) {
                socket.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(server);
                Conversation conversation = new Conversation();
                Thread.ofPlatform().daemon().start(() -> pump(client, server, conversation, true));
                Thread.ofPlatform().daemon().start(() -> pump(server, client, conversation, false));
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** Which side sent last on one connection. */
    private static final class Conversation {
        private boolean clientSpokeLast;

        synchronized boolean turnsTo(boolean client) {
            boolean turned = clientSpokeLast != client;
            clientSpokeLast = client;
            return turned;
        }
    }

    private void pump(Socket from, Socket to, Conversation conversation, boolean client) {
        byte[] buffer = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int read = in.read(buffer);
            while (read >= 0) {
                if (conversation.turnsTo(client) && client) {
                    trips.incrementAndGet();
                    if (!delay.isZero()) {
                        LockSupport.parkNanos(delay.toNanos());
                    }
                }
                out.write(buffer, 0, read);
                read = in.read(buffer);
            }
        } catch (IOException closed) {
            // One side closed its connection, and the relay closes both.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            cut();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
