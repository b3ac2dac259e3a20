package io.conserje.bootstrap.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import io.conserje.bootstrap.config.LogFormat;
import java.net.URL;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sets up logging. Lines go to standard error, as text or as JSON. */
public final class Logging {

    /** The property by which {@code logback.xml} chooses its appender. */
    private static final String APPENDER = "conserje.log";

    private Logging() {}

    /**
     * To be called before anything is logged: routes {@code java.util.logging} to SLF4J, and turns jOOQ's banner off.
     */
    public static void begin() {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    /** Changes the format of log lines. */
    public static void use(LogFormat format) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        URL configuration = Objects.requireNonNull(Logging.class.getResource("/logback.xml"), "/logback.xml");
        context.reset();
        context.putProperty(APPENDER, format.name().toLowerCase(Locale.ROOT));
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(configuration);
        } catch (JoranException e) {
            throw new IllegalStateException("The logging configuration that comes with Conserje cannot be read", e);
        }
    }
}
