package io.conserje.bootstrap;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.lock.AuditTrail;
import io.conserje.application.lock.Claimants;
import io.conserje.application.lock.LockListener;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.lock.Watched;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.testing.TestDatabase;
import io.conserje.postgres.tx.Timeouts;
import io.conserje.redis.RedisAdapters;
import io.conserje.redis.RedisSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process of guests who claim random stays of a few rooms, keep some, give some back, and write down what they were
 * told, each line before they go on. Started by {@link HoldersKilledTest}, which ends it.
 */
final class HoldingProcess {

    static final TenantId TENANT = TenantId.DEFAULT;
    static final int ROOMS = 5;
    static final int THREADS = 16;

    private static final LocalDate FIRST = LocalDate.of(2027, 3, 1);
    private static final int DAYS = 40;
    private static final int MAX_NIGHTS = 6;
    private static final int LONGEST_LIFE_MILLIS = 1_500;

    private final RoomHolds holds;
    private final Writer history;

    private HoldingProcess(RoomHolds holds, Writer history) {
        this.holds = holds;
        this.history = history;
    }

    /** @param args PostgreSQL's port, Redis's port, and the file for the history */
    public static void main(String[] args) throws Exception {
        try (HikariDataSource database = TestDatabase.pool(Integer.parseInt(args[0]), "conserje_app", 2);
                RedisAdapters redis = RedisAdapters.connect(new RedisSettings(
                        URI.create("redis://127.0.0.1:" + args[1]), Duration.ofSeconds(30), THREADS));
                AuditTrail trail = new AuditTrail(
                        new PostgresAdapters(database, Timeouts.DEFAULT, UUID::randomUUID).lockAudit(),
                        100_000,
                        System::nanoTime,
                        LockListener.NONE);
                Writer history = Files.newBufferedWriter(Path.of(args[2]))) {
            RoomHolds holds = new Watched(trail::add, LockListener.NONE).holds(redis.roomHolds());
            HoldingProcess process = new HoldingProcess(holds, history);
            Thread[] threads = new Thread[THREADS];
            for (int thread = 0; thread < THREADS; thread++) {
                threads[thread] = Thread.ofPlatform().start(process::claimForEver);
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private void claimForEver() {
        while (true) {
            try {
                claim();
            } catch (StoreUnavailableException away) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private void claim() {
        ThreadLocalRandom dice = ThreadLocalRandom.current();
        LocalDate checkIn = FIRST.plusDays(dice.nextInt(DAYS));
        Stay stay = new Stay(checkIn, checkIn.plusDays(1 + dice.nextInt(MAX_NIGHTS)));
        RoomId room = new RoomId(Integer.toString(101 + dice.nextInt(ROOMS)));
        Duration life = Duration.ofMillis(50 + dice.nextInt(LONGEST_LIFE_MILLIS));
        long asked = micros();
        if (holds.claim(TENANT, room, stay, Claimants.anybody(), life) instanceof RoomHolds.Claim.Granted granted) {
            RoomHold hold = granted.hold();
            note("held %s %s %s %d %d %d %d"
                    .formatted(
                            room,
                            stay.checkIn(),
                            stay.checkOut(),
                            hold.fence(),
                            ChronoUnit.MICROS.between(Instant.EPOCH, hold.until()),
                            asked,
                            micros()));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(dice.nextInt(100)));
            if (dice.nextBoolean()) {
                note("releasing %s %d %d".formatted(room, hold.fence(), micros()));
                holds.release(hold);
            }
        }
    }

    /** In the file before anything else is done: what is in it outlives the process. */
    private synchronized void note(String line) {
        try {
            history.write(line + "\n");
            history.flush();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
