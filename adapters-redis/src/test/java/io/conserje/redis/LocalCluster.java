package io.conserje.redis;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import redis.embedded.RedisServer;

/** A real Redis cluster on this machine: three nodes with a third of the slots each, and no replicas. */
final class LocalCluster implements AutoCloseable {

    private static final int NODES = 3;
    private static final int SLOTS = 16_384;

    /** The offset from a node's port to the port of the cluster bus. */
    private static final int BUS_OFFSET = 10_000;

    private final List<Integer> ports = new ArrayList<>();
    private final List<RedisServer> servers = new ArrayList<>();

    /** @param folder where the nodes keep their configuration */
    LocalCluster(Path folder) {
        try {
            for (int node = 0; node < NODES; node++) {
                int port = freePort();
                RedisServer server = RedisServer.newRedisServer()
                        .port(port)
                        .bind("127.0.0.1")
                        .setting("save \"\"")
                        .setting("cluster-enabled yes")
                        .setting("cluster-config-file " + folder.resolve("node-" + node + ".conf"))
                        .build();
                server.start();
                ports.add(port);
                servers.add(server);
            }
        } catch (IOException failed) {
            close();
            throw new UncheckedIOException(failed);
        }
        IntStream.range(0, NODES).forEach(this::join);
        await().atMost(Duration.ofSeconds(60)).until(() -> ports.stream().allMatch(LocalCluster::isWhole));
    }

    /** Returns {@code redis://host:port} of every node. */
    List<String> addresses() {
        return ports.stream().map(port -> "redis://127.0.0.1:" + port).toList();
    }

    /** Creates a client of the cluster. The caller shuts it down. */
    RedissonClient client() {
        Config config = new Config().setCodec(StringCodec.INSTANCE);
        config.useClusterServers()
                .addNodeAddress(addresses().toArray(String[]::new))
                .setMasterConnectionMinimumIdleSize(1)
                .setMasterConnectionPoolSize(8);
        return Redisson.create(config);
    }

    /** Returns the number of keys of each node. */
    List<Long> keys() {
        return ports.stream()
                .map(port -> {
                    try (RespClient node = new RespClient(port)) {
                        return Long.parseLong(node.send("DBSIZE"));
                    }
                })
                .toList();
    }

    @Override
    public void close() {
        for (RedisServer server : servers) {
            try {
                server.stop();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    private void join(int node) {
        try (RespClient client = new RespClient(ports.get(node))) {
            client.send("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(node + 1));
            client.send(Stream.concat(
                            Stream.of("CLUSTER", "ADDSLOTS"),
                            IntStream.range(SLOTS * node / NODES, SLOTS * (node + 1) / NODES)
                                    .mapToObj(Integer::toString))
                    .toArray(String[]::new));
            client.send("CLUSTER", "MEET", "127.0.0.1", Integer.toString(ports.getFirst()));
        }
    }

    private static boolean isWhole(int port) {
        try (RespClient node = new RespClient(port)) {
            String info = node.send("CLUSTER", "INFO");
            return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + NODES);
        }
    }

    private static int freePort() throws IOException {
        while (true) {
            int port = LocalRedis.freePort();
            if (port + BUS_OFFSET <= 65_535) {
                try (ServerSocket bus = new ServerSocket(port + BUS_OFFSET, 1, InetAddress.getLoopbackAddress())) {
                    return bus.getLocalPort() - BUS_OFFSET;
                } catch (IOException taken) {
                    // Try another port.
                }
            }
        }
    }
}
