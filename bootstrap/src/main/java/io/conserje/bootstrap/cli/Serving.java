package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.Service;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.embedded.EmbeddedServers;
import io.conserje.bootstrap.logging.Logging;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Serves until the process is told to stop, on embedded servers where the settings leave them to us. */
abstract class Serving implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    private final Outside outside;

    Serving(Outside outside) {
        this.outside = outside;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = settings();
        PrintWriter out = spec.commandLine().getOut();
        Logging.use(settings.logFormat());
        settings.warnings().forEach(warning -> out.println("Warning: " + warning));
        try (EmbeddedServers servers = EmbeddedServers.start(outside.home(), EmbeddedServers.neededBy(settings));
                Service service = Service.start(settings.at(servers.postgres(), servers.redis()))) {
            out.println("Serving on http://" + settings.listen().host() + ":" + service.port() + ". Stop with Ctrl-C.");
            out.flush();
            serving(service, settings, out);
            awaitTheEnd(Thread.currentThread());
        }
        return ExitCode.OK;
    }

    /** What to serve. */
    abstract Settings settings();

    /** What else to do once it serves. */
    abstract void serving(Service service, Settings settings, PrintWriter out);

    final Outside outside() {
        return outside;
    }

    /** Returns when the process is told to stop; the JVM then waits for {@code main}, which closes everything, to end. */
    private static void awaitTheEnd(Thread main) throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stop.countDown();
                            try {
                                main.join();
                            } catch (InterruptedException interrupted) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "stop"));
        stop.await();
    }
}
