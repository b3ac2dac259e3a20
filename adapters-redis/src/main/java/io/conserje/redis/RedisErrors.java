package io.conserje.redis;

import io.conserje.application.store.StoreCorruptException;
import io.conserje.application.store.StoreUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.redisson.RedissonShutdownException;
import org.redisson.client.RedisOutOfMemoryException;

/** Translates errors of Redis and of its client to the exceptions of the ports. */
final class RedisErrors {

    /** Redis's error code. It begins the message, or follows the line number in a script. */
    private static final Pattern CODE = Pattern.compile("(?:^|@?user_script: ?[0-9]+: -?)([A-Z]{2,20}) ");

    /** The client's messages quote the command after this. */
    private static final String QUOTATION = ". channel: ";

    private static final String OUT_OF_MEMORY = "OOM";

    private final String address;

    RedisErrors(String address) {
        this.address = address;
    }

    RuntimeException translated(String what, Throwable failed) {
        if (causes(failed).anyMatch(RedissonShutdownException.class::isInstance)) {
            return new IllegalStateException("Cannot " + what + " in Redis at " + address
                    + ": the adapters are closed. Open new ones with RedisAdapters.connect.");
        }
        String code = code(failed);
        if (code.equals("WRONGTYPE")) {
            return new StoreCorruptException(
                    "Redis at " + address + " could not " + what + ": a key of Conserje holds a value of another type."
                            + " Give Conserje a database of its own, or stop what else writes keys conserje:*.",
                    withoutPayload(failed));
        }
        return new StoreUnavailableException(
                "Redis at " + address + " did not " + what + ": " + explained(code, failed), withoutPayload(failed));
    }

    /** Whether Redis does not allow this user the command. */
    static boolean isForbidden(Throwable failed) {
        return code(failed).equals("NOPERM");
    }

    StoreUnavailableException late(String what, Duration timeout, Exception late) {
        return new StoreUnavailableException(
                "Redis at " + address + " did not " + what + " within " + timeout
                        + ". Check that it runs and that this machine can reach it.",
                late);
    }

    StoreUnavailableException interrupted(String what, InterruptedException interrupted) {
        return new StoreUnavailableException(
                "The thread was interrupted while Redis at " + address + " was to " + what + ".", interrupted);
    }

    private static String explained(String code, Throwable failed) {
        return switch (code) {
            case "NOAUTH" -> "it requires a password. Put the password into the URL: redis://user:password@host.";
            case "WRONGPASS" -> "it refused the user name or the password. Check them in the URL.";
            case OUT_OF_MEMORY -> "its memory is full. Give it more memory.";
            case "READONLY" -> "it is a read-only replica. Use the address of the primary.";
            case "" ->
                "no connection (" + failed.getClass().getSimpleName()
                        + "). Check that it runs, that the address is right, and whether it requires TLS (rediss://).";
            default -> "it answered " + code + ".";
        };
    }

    /** Returns the most specific code of the chain of causes; empty if Redis gave no code. */
    private static String code(Throwable failed) {
        return causes(failed)
                .flatMap(RedisErrors::codes)
                .reduce("", (first, second) -> second.equals("ERR") && !first.isEmpty() ? first : second);
    }

    private static Stream<String> codes(Throwable cause) {
        if (cause instanceof RedisOutOfMemoryException) {
            // The client removes this code from the message, unlike all others.
            return Stream.of(OUT_OF_MEMORY);
        }
        String message = String.valueOf(cause.getMessage());
        int quotation = message.indexOf(QUOTATION);
        String said = quotation < 0 ? message : message.substring(0, quotation);
        return CODE.matcher(said).results().map(result -> result.group(1));
    }

    private static Stream<Throwable> causes(Throwable failed) {
        return Stream.iterate(failed, Objects::nonNull, Throwable::getCause);
    }

    /** Drops the message, because the client's messages quote the command with the guest's number and text. */
    private static IOException withoutPayload(Throwable failed) {
        IOException bare = new IOException(failed.getClass().getName());
        bare.setStackTrace(failed.getStackTrace());
        return bare;
    }
}
