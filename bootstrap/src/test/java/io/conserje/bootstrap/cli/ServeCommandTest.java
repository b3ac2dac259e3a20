package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {

    @TempDir
    static Path directory;

    @Test
    void aPortInUseIsNamedWithItsSettings() throws IOException {
        try (TwoHotels hotels = TwoHotels.on(directory.resolve("servers"), Server.POSTGRES);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run run = serve(hotels, taken, directory);

            assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("Cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": the port is in use")
                    .contains("Choose others with HOST and PORT")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void withoutEmbeddedServersTheHomeIsNotUsed() throws IOException {
        Path home = directory.resolve("home");
        try (TwoHotels hotels = TwoHotels.on(home, Server.POSTGRES);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path none = Files.writeString(directory.resolve("file"), "").resolve("home");
            for (Path at : List.of(home, none)) {
                // The port in use ends it; otherwise it would serve until it is stopped.
                assertThat(serve(hotels, taken, at).err()).startsWith("Cannot listen on ");
            }
        }
    }

    @Test
    void namesMisspeltSettingsOfItsFile() throws IOException {
        Path file = Files.writeString(directory.resolve("some.env"), "POSTGRES_POOL_SZIE=3\n");
        try (TwoHotels hotels = TwoHotels.on(directory.resolve("others"), Server.POSTGRES);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run run = serve(hotels, taken, directory, "--env-file", file.toString());

            assertThat(run.out())
                    .contains("Warning: POSTGRES_POOL_SZIE is not a setting. Did you mean POSTGRES_POOL_SIZE?");
        }
    }

    private static Run serve(TwoHotels hotels, ServerSocket at, Path home, String... options) {
        Map<String, String> environment = Map.of(
                "POSTGRES_URL",
                hotels.postgres().toString(),
                "SESSIONS",
                "postgres",
                "LOCKS",
                "postgres",
                "PORT",
                String.valueOf(at.getLocalPort()));
        String[] command = Stream.concat(Stream.of("serve"), Stream.of(options)).toArray(String[]::new);
        return Run.of(environment, home, command);
    }
}
