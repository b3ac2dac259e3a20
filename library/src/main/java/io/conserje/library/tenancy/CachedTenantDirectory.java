package io.conserje.library.tenancy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Caches lookups of hotels for 0.9 seconds, counted from the start of the lookup. A change by another process is
 * visible within a second, without notifications, and so behind any pooler. A change through {@link #seenBy} is visible
 * at once. Simultaneous lookups of the same key share one read of the store. A failed lookup is not cached, but the
 * absence of a hotel is. Thread-safe.
 *
 * <p>The cache has at most {@value #MAX} entries by id and as many by identifier, so that unknown senders cannot fill
 * the memory. It keeps the entries that are used most.
 */
public final class CachedTenantDirectory implements TenantDirectory {

    static final int MAX = 10_000;

    private static final long FRESH_NANOS = Duration.ofMillis(900).toNanos();

    private final TenantDirectory store;
    private final LongSupplier nanos;
    private final AtomicLong generation = new AtomicLong();
    private final Answers<TenantId> byId;
    private final Answers<Identifier> byIdentifier;

    /**
     * @param store is read if the cache has no fresh answer
     * @param nanos nanoseconds from any origin, such as {@code System::nanoTime}
     */
    public CachedTenantDirectory(TenantDirectory store, LongSupplier nanos) {
        this.store = store;
        this.nanos = nanos;
        this.byId = new Answers<>(store::find);
        this.byIdentifier = new Answers<>(store::findBy);
    }

    @Override
    public Optional<Tenant> find(TenantId id) {
        return byId.to(id);
    }

    @Override
    public Optional<Tenant> findBy(Identifier identifier) {
        return byIdentifier.to(identifier);
    }

    /** Reads the store each time. */
    @Override
    public List<Identifier> identifiersOf(TenantId id) {
        return store.identifiersOf(id);
    }

    /** Reads the store each time. */
    @Override
    public List<Tenant> all() {
        return store.all();
    }

    /** Wraps a registry so that this directory shows its changes at once. */
    public TenantRegistry seenBy(TenantRegistry registry) {
        return new Watched(registry);
    }

    /** Drops all entries. A lookup that has started already is not cached. */
    public void forget() {
        generation.incrementAndGet();
        byId.kept.invalidateAll();
        byIdentifier.kept.invalidateAll();
    }

    /** The number of entries, after evictions. */
    long size() {
        byId.kept.cleanUp();
        byIdentifier.kept.cleanUp();
        return byId.kept.estimatedSize() + byIdentifier.kept.estimatedSize();
    }

    /**
     * @param asked when the lookup started: later changes may be missing
     * @param generation the number of calls of {@link #forget} when the lookup started
     */
    private record Answer(@Nullable Tenant tenant, long asked, long generation) {}

    private final class Answers<K> {

        private final Cache<K, Answer> kept = Caffeine.newBuilder()
                .maximumSize(MAX)
                .expireAfterWrite(Duration.ofMinutes(1))
                .build();
        /**
         * Lookups in progress. No lock is held during a lookup, because it may be slow, and others look for other keys.
         */
        private final Map<K, CompletableFuture<Answer>> asking = new ConcurrentHashMap<>();

        private final Function<K, Optional<Tenant>> question;

        Answers(Function<K, Optional<Tenant>> question) {
            this.question = question;
        }

        Optional<Tenant> to(K key) {
            Answer present = kept.getIfPresent(key);
            return Optional.ofNullable((present != null && isFresh(present) ? present : anew(key)).tenant());
        }

        /**
         * Joins a lookup in progress if its answer is fresh or the lookup started later than this call; else starts
         * one.
         */
        private Answer anew(K key) {
            long came = nanos.getAsLong();
            while (true) {
                CompletableFuture<Answer> mine = new CompletableFuture<>();
                CompletableFuture<Answer> others = asking.putIfAbsent(key, mine);
                if (others == null) {
                    return asked(key, mine);
                }
                Answer answer = answerOf(others);
                if (answer.asked() - came >= 0 || isFresh(answer)) {
                    return answer;
                }
            }
        }

        private Answer asked(K key, CompletableFuture<Answer> mine) {
            try {
                Answer present = kept.getIfPresent(key);
                Answer answer = present != null && isFresh(present) ? present : ask(key);
                kept.put(key, answer);
                mine.complete(answer);
                return answer;
            } catch (RuntimeException | Error failed) {
                mine.completeExceptionally(failed);
                throw failed;
            } finally {
                asking.remove(key, mine);
            }
        }

        private Answer ask(K key) {
            long asked = nanos.getAsLong();
            long before = generation.get();
            return new Answer(question.apply(key).orElse(null), asked, before);
        }

        private boolean isFresh(Answer answer) {
            return answer.generation() == generation.get() && nanos.getAsLong() - answer.asked() < FRESH_NANOS;
        }

        private Answer answerOf(CompletableFuture<Answer> others) {
            try {
                return others.join();
            } catch (CompletionException failed) {
                if (failed.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw failed;
            }
        }
    }

    private final class Watched implements TenantRegistry {

        private final TenantRegistry registry;

        Watched(TenantRegistry registry) {
            this.registry = registry;
        }

        @Override
        public Registration register(Tenant tenant) {
            return seen(() -> registry.register(tenant));
        }

        @Override
        public Optional<Tenant> change(TenantId id, UnaryOperator<Tenant> change) {
            return seen(() -> registry.change(id, change));
        }

        @Override
        public Assignment assign(TenantId tenant, Identifier identifier) {
            return seen(() -> registry.assign(tenant, identifier));
        }

        @Override
        public Removal remove(TenantId tenant, Identifier identifier) {
            return seen(() -> registry.remove(tenant, identifier));
        }

        /** Forgets after a failure, too, because the change may have been made. */
        private <T> T seen(Supplier<T> change) {
            try {
                return change.get();
            } finally {
                forget();
            }
        }
    }
}
