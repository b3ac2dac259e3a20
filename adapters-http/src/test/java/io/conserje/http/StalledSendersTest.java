package io.conserje.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Senders without the app secret who announce a large delivery and send nothing. */
@Timeout(180)
class StalledSendersTest {

    private static final String DELIVERY =
            "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[]}]}";

    /** Opens connections in a process of its own, because each takes a file descriptor on both sides. */
    static final class Senders {

        private static final long PATIENCE_MILLIS = 5_000;

        private Senders() {}

        /** @param args the port, and how many connections */
        public static void main(String[] args) throws IOException {
            int port = Integer.parseInt(args[0]);
            List<SocketChannel> open = new ArrayList<>();
            byte[] announcement = ("POST " + RunningServer.WEBHOOK + " HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/json\r\nContent-Length: 3000000\r\nX-Hub-Signature-256: sha256="
                            + "0".repeat(64) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            int sent = 0;
            try (Selector connecting = Selector.open()) {
                for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                    SocketChannel sender = SocketChannel.open();
                    sender.configureBlocking(false);
                    sender.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                    sender.register(connecting, SelectionKey.OP_CONNECT);
                    open.add(sender);
                }
                // Those beyond the server's limit stay in its backlog, or get no answer.
                while (sent < open.size() && connecting.select(PATIENCE_MILLIS) > 0) {
                    for (SelectionKey key : connecting.selectedKeys()) {
                        key.cancel();
                        SocketChannel sender = (SocketChannel) key.channel();
                        if (sender.finishConnect()) {
                            sender.write(ByteBuffer.wrap(announcement));
                            sent++;
                        }
                    }
                    connecting.selectedKeys().clear();
                }
            }
            System.out.println(sent);
            if (System.in.read() < 0) { // The test has ended.
                for (SocketChannel sender : open) {
                    sender.close();
                }
            }
        }
    }

    @Test
    void tenThousandOfThemLeaveRoomForDeliveries() throws Exception {
        try (RunningServer http = RunningServer.start()) {
            assertThat(http.deliver(DELIVERY).statusCode()).isEqualTo(200);
            long before = usedAfterCollection();
            Process senders = senders(http, 10_000);
            try {
                assertThat(connected(senders)).isGreaterThan(9_000);
                assertThat(http.deliver(DELIVERY).statusCode()).isEqualTo(200);
                long each = (usedAfterCollection() - before) / 10_000;
                assertThat(each).as("bytes of heap for each sender").isLessThan(32_000);
            } finally {
                end(senders);
            }
        }
    }

    @Test
    void moreThanTheLimitWaitAndStalledOnesMakeRoom() throws Exception {
        try (RunningServer http = RunningServer.start(RunningServer.PRODUCTION, parts -> parts.connections(200))) {
            Process senders = senders(http, 1_000);
            try {
                assertThat(connected(senders)).isPositive();
                await().atMost(Duration.ofSeconds(60))
                        .ignoreExceptions()
                        .until(() -> http.send(http.signed(
                                                DELIVERY.getBytes(StandardCharsets.UTF_8),
                                                BodyPublishers.ofString(DELIVERY)))
                                        .statusCode()
                                == 200);
            } finally {
                end(senders);
            }
        }
    }

    @Test
    void aSenderThatStallsIsAnsweredWithinTenSeconds() {
        try (RunningServer http = RunningServer.start()) {
            long began = System.nanoTime();
            String answer = http.raw("POST " + RunningServer.WEBHOOK + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 3000\r\nX-Hub-Signature-256: "
                    + RunningServer.signature(new byte[0]) + "\r\n\r\n{");
            assertThat(answer).contains(" 400 ").contains("arrived too slowly");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
        }
    }

    private static Process senders(RunningServer http, int count) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Senders.class.getName(),
                        Integer.toString(http.server.port()),
                        Integer.toString(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static int connected(Process senders) throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(senders.getInputStream(), StandardCharsets.UTF_8));
        return Integer.parseInt(String.valueOf(said.readLine()));
    }

    private static void end(Process senders) throws InterruptedException {
        senders.destroyForcibly();
        senders.waitFor();
    }

    private static long usedAfterCollection() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
