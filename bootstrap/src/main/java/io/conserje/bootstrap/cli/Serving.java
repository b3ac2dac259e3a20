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
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stop, stopped), "stop"));
        try {
            serve(settings, stop);
        } finally {
            stopped.countDown();
        }
        return ExitCode.OK;
    }

    /** An IPv6 address has colons, which a URL wants in brackets (RFC 3986, 3.2.2). */
    private static String inUrl(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private void serve(Settings settings, CountDownLatch stop) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Logging.use(settings.logFormat());
        settings.warnings().forEach(warning -> out.println("Warning: " + warning));
        try (EmbeddedServers servers = EmbeddedServers.start(outside.home(), EmbeddedServers.neededBy(settings));
                Service service = Service.start(settings.at(servers.postgres(), servers.redis()))) {
            out.println("Serving on http://" + inUrl(settings.http().host()) + ":" + service.port()
                    + ". Stop with Ctrl-C.");
            out.flush();
            serving(service, settings, out);
            stop.await();
        }
    }

    /** The process was told to end: lets the service go first. It must not wait for the thread that may itself be ending it. */
    private static void stop(CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            stopped.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What to serve. */
    abstract Settings settings();

    /** What else to do once it serves. */
    abstract void serving(Service service, Settings settings, PrintWriter out);

    final Outside outside() {
        return outside;
    }
}
