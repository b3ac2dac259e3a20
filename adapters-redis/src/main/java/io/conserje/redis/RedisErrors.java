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

/** What Redis and its client say, as the ports' exceptions. */
final class RedisErrors {

    /** The server's code of an error: it begins the message, or follows the place in a script. */
    private static final Pattern CODE = Pattern.compile("(?:^|@?user_script: ?[0-9]+: -?)([A-Z]{2,20}) ");

    /** From here on the client's messages quote the command. */
    private static final String QUOTATION = ". channel: ";

    private static final String OUT_OF_MEMORY = "OOM";

    private final String address;

    RedisErrors(String address) {
        this.address = address;
    }

    RuntimeException translated(String what, Throwable failed) {
        if (causes(failed).anyMatch(RedissonShutdownException.class::isInstance)) {
            return new IllegalStateException("Redis at " + address + " was not asked to " + what
                    + ": these adapters were closed. Open new ones with RedisAdapters.connect.");
        }
        String code = code(failed);
        if (code.equals("WRONGTYPE")) {
            return new StoreCorruptException(
                    "Redis at " + address + " could not " + what + ": a key of ours holds another type of value."
                            + " Give Conserje a database of its own, or remove what else writes keys conserje:*",
                    withoutPayload(failed));
        }
        return new StoreUnavailableException(
                "Redis at " + address + " did not " + what + ": " + explained(code, failed), withoutPayload(failed));
    }

    StoreUnavailableException late(String what, Duration timeout, Exception late) {
        return new StoreUnavailableException(
                "Redis at " + address + " did not " + what + " within " + timeout
                        + ". Check that it runs and can be reached from here.",
                late);
    }

    StoreUnavailableException interrupted(String what, InterruptedException interrupted) {
        return new StoreUnavailableException(
                "Waiting for Redis at " + address + " to " + what + " was interrupted", interrupted);
    }

    private static String explained(String code, Throwable failed) {
        return switch (code) {
            case "NOAUTH" -> "it wants a password. Put it into the URL, redis://user:password@host";
            case "WRONGPASS" -> "it refused the user name or the password. Check them in the URL.";
            case OUT_OF_MEMORY -> "its memory is full. Give it more.";
            case "READONLY" -> "it is a read-only replica. Use the address of the primary.";
            case "" ->
                "no connection (" + failed.getClass().getSimpleName()
                        + "). Check that it runs, the address, and whether it wants TLS (rediss://).";
            default -> "it answered " + code + ".";
        };
    }

    /** The most telling of the codes that the server gave, or nothing if it gave none. */
    private static String code(Throwable failed) {
        return causes(failed)
                .flatMap(RedisErrors::codes)
                .reduce("", (first, second) -> second.equals("ERR") && !first.isEmpty() ? first : second);
    }

    private static Stream<String> codes(Throwable cause) {
        if (cause instanceof RedisOutOfMemoryException) {
            // The client cuts this code, and no other, off the message.
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

    /** The client's messages quote the command, and with it the guest's number and words: only kind and place go on. */
    private static IOException withoutPayload(Throwable failed) {
        IOException bare = new IOException(failed.getClass().getName());
        bare.setStackTrace(failed.getStackTrace());
        return bare;
    }
}
