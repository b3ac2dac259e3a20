package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.Service;
import io.conserje.bootstrap.config.Secret;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.embedded.EmbeddedServers;
import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import io.conserje.bootstrap.embedded.RunningService;
import io.conserje.bootstrap.logging.Logging;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that serves until the process is told to stop, with embedded servers if the settings need them. */
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
        Settings settings = withAdminToken();
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

    /** A service with embedded servers has an admin token, which the same user finds in the file of the service. */
    private Settings withAdminToken() {
        Settings settings = settings(outside);
        return settings.http().adminToken() != null
                        || EmbeddedServers.neededBy(settings).isEmpty()
                ? settings
                : settings(outside.with("ADMIN_API_TOKEN", Passwords.generate()));
    }

    private void serve(Settings settings, CountDownLatch stop) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Logging.use(settings.logFormat());
        warnings(settings, outside).forEach(warning -> out.println("Warning: " + warning));
        Set<Server> embedded = EmbeddedServers.neededBy(settings);
        try (EmbeddedServers servers = EmbeddedServers.start(outside.home(), embedded);
                Service service = Service.start(settings.at(servers.postgres(), servers.redis()));
                RunningService running =
                        embedded.isEmpty() ? null : announced(settings, servers, url(settings, service))) {
            String url = url(settings, service);
            out.println("Serving on " + url + ". Stop with Ctrl-C.");
            out.flush();
            serving(service, url, running, out);
            stop.await();
        }
    }

    private static String url(Settings settings, Service service) {
        return "http://" + inUrl(settings.http().host()) + ":" + service.port();
    }

    /** A URL has an IPv6 address in brackets (RFC 3986, 3.2.2). */
    private static String inUrl(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private RunningService announced(Settings settings, EmbeddedServers servers, String url) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("SERVICE_URL", url);
        Secret token = settings.http().adminToken();
        if (token != null) {
            values.put("ADMIN_API_TOKEN", token.value());
        }
        if (servers.postgres() != null) {
            values.put("POSTGRES_URL", servers.postgres().toString());
        }
        if (servers.redis() != null) {
            values.put(
                    "REDIS_URL",
                    Objects.requireNonNull(servers.redis()).forClient().value());
        }
        values.put("SESSIONS", settings.sessions().store().name().toLowerCase(Locale.ROOT));
        values.put("LOCKS", settings.locks().store().name().toLowerCase(Locale.ROOT));
        return RunningService.announce(outside.home(), values);
    }

    /** Lets the service stop before the process ends. The thread that serves may be the one that ends the process. */
    private static void stop(CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            stopped.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads the settings. */
    abstract Settings settings(Outside from);

    /** What works but should be looked at, one line each. */
    List<String> warnings(Settings settings, Outside from) {
        return settings.warnings();
    }

    /**
     * Called once the service serves.
     *
     * @param url of the service
     * @param running null if no server is embedded
     */
    abstract void serving(Service service, String url, @Nullable RunningService running, PrintWriter out);
}
