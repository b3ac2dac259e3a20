package io.conserje.application.messaging;

import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rates of lines that differ from {@link ReplyRates}. Processes see a change at their next claim. Thread-safe; each
 * call is a unit of work of its own.
 */
public interface LineRates {

    /**
     * A line and its rate.
     *
     * @param line the hotel's own address on the channel, such as WhatsApp's phone number id
     * @param perSecond how many replies it sends in a second
     */
    record LineRate(Channel channel, String line, int perSecond) {}

    /** The lines of a hotel that have a rate of their own. */
    List<LineRate> of(TenantId tenant);

    /**
     * Sets the rate of a line, and records who did it.
     *
     * @param perSecond 1 to 1000; null for what the process says
     * @return false if the hotel does not exist
     * @throws IllegalArgumentException if the rate is out of bounds
     */
    boolean set(TenantId tenant, Channel channel, String line, @Nullable Integer perSecond);
}
