package io.conserje.library.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.memory.InMemory;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.application.tenancy.Actor;
import io.conserje.application.tenancy.TenantAudit;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.tenancy.TenantDirectoryContract;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class CachedTenantDirectoryTest implements TenantDirectoryContract {

    private static final Identifier LINE = Identifier.phoneNumberId(Channel.WHATSAPP, "1066");
    private static final Tenant SUR = Tenant.named(new TenantId("hotel-sur"), "Sur");

    private final InMemory.Tenants store = InMemory.tenants();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may overflow
    private final AtomicInteger questions = new AtomicInteger();
    private volatile Duration answeringTakes = Duration.ZERO;
    private volatile Runnable whileAnswering = () -> {};
    private volatile boolean down;

    private final CachedTenantDirectory cached = new CachedTenantDirectory(new Asked(), nanos::get);

    /** The store as other processes change it. It counts lookups. */
    private final class Asked implements TenantDirectory {
        @Override
        public Optional<Tenant> find(TenantId id) {
            return answered(store.find(id));
        }

        @Override
        public Optional<Tenant> findBy(Identifier identifier) {
            return answered(store.findBy(identifier));
        }

        private Optional<Tenant> answered(Optional<Tenant> answer) {
            questions.incrementAndGet();
            nanos.addAndGet(answeringTakes.toNanos());
            whileAnswering.run();
            if (down) {
                throw new StoreUnavailableException("down", new IllegalStateException());
            }
            return answer;
        }

        @Override
        public List<Identifier> identifiersOf(TenantId id) {
            return store.identifiersOf(id);
        }

        @Override
        public List<Tenant> all() {
            return store.all();
        }
    }

    @Override
    public TenantDirectory directory() {
        return cached;
    }

    @Override
    public TenantRegistry registry(Actor actor) {
        return cached.seenBy(store.on(actor));
    }

    @Override
    public TenantAudit audit() {
        return store;
    }

    @Test
    void readsTheStoreOnceForRepeatedLookups() {
        store.register(SUR);
        store.assign(SUR.id(), LINE);
        for (int i = 0; i < 100; i++) {
            assertThat(cached.findBy(LINE)).contains(SUR);
            assertThat(cached.find(SUR.id())).contains(SUR);
        }
        assertThat(questions).hasValue(2);
    }

    @Test
    void showsChangesOfAnotherProcessWithinASecond() {
        assertThat(cached.findBy(LINE)).isEmpty();
        store.register(SUR);
        store.assign(SUR.id(), LINE);
        assertThat(cached.findBy(LINE)).isEmpty();
        letPass(Duration.ofMillis(1000));
        assertThat(cached.findBy(LINE)).contains(SUR);
        store.remove(SUR.id(), LINE);
        letPass(Duration.ofMillis(1000));
        assertThat(cached.findBy(LINE)).isEmpty();
    }

    @Test
    void theAgeOfAnAnswerCountsFromTheStartOfItsLookup() {
        store.register(SUR);
        answeringTakes = Duration.ofMillis(700);
        cached.find(SUR.id());
        letPass(Duration.ofMillis(300));
        cached.find(SUR.id());
        assertThat(questions).hasValue(2);
    }

    @Test
    void unknownSendersDoNotFillTheMemory() {
        for (int i = 0; i < 3 * CachedTenantDirectory.MAX; i++) {
            cached.findBy(Identifier.phone(Channel.WHATSAPP, "+549" + (1_000_000_000L + i)));
        }
        assertThat(cached.size()).isLessThanOrEqualTo(CachedTenantDirectory.MAX);
    }

    @Test
    void doesNotCacheAFailure() {
        store.register(SUR);
        down = true;
        assertThatThrownBy(() -> cached.find(SUR.id())).isInstanceOf(StoreUnavailableException.class);
        down = false;
        assertThat(cached.find(SUR.id())).contains(SUR);
    }

    @Test
    void simultaneousLookupsReadTheStoreOnce() {
        store.register(SUR);
        assertThat(Crowd.of(16, member -> () -> cached.find(SUR.id()))).allMatch(Optional::isPresent);
        assertThat(questions).hasValue(1);
    }

    @Test
    void showsAChangeMadeDuringALookup() {
        whileAnswering = () -> {
            whileAnswering = () -> {};
            TenantRegistry here = cached.seenBy(store);
            here.register(SUR);
            here.assign(SUR.id(), LINE);
        };
        assertThat(cached.findBy(LINE)).as("asked before").isEmpty();
        assertThat(cached.findBy(LINE)).as("asked after").contains(SUR);
    }

    @Test
    void forgetsAfterAChangeWithUnknownOutcome() {
        assertThat(cached.find(SUR.id())).isEmpty();
        TenantRegistry lost = cached.seenBy(new LosingTheAnswer(store));
        assertThatThrownBy(() -> lost.register(SUR)).isInstanceOf(StoreUnavailableException.class);
        assertThat(cached.find(SUR.id())).contains(SUR);
    }

    /** Makes the change, and then loses the connection. */
    private record LosingTheAnswer(TenantRegistry registry) implements TenantRegistry {

        @Override
        public Registration register(Tenant tenant) {
            registry.register(tenant);
            throw new StoreUnavailableException("lost", new IllegalStateException());
        }

        @Override
        public Optional<Tenant> change(TenantId id, UnaryOperator<Tenant> change) {
            return registry.change(id, change);
        }

        @Override
        public Assignment assign(TenantId tenant, Identifier identifier) {
            return registry.assign(tenant, identifier);
        }

        @Override
        public Removal remove(TenantId tenant, Identifier identifier) {
            return registry.remove(tenant, identifier);
        }
    }

    private void letPass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }
}
