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

/** Sets up what becomes of log lines: they go to standard error, one way for people and one for collectors. */
public final class Logging {

    /** What {@code logback.xml} asks for by this name is the appender to use. */
    private static final String APPENDER = "conserje.log";

    private Logging() {}

    /** Before anything is logged: takes {@code java.util.logging} in, and quietens a library that greets. */
    public static void begin() {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    /** From now on log lines look like that. */
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
