package io.conserje.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.conserje.application.lock.Claimants;
import io.conserje.application.lock.RunExclusively;
import io.conserje.application.lock.RunExclusively.Outcome;
import io.conserje.application.lock.RunExclusively.Permit;
import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.transaction.TenantTransactions;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code of {@code docs/locks.md}, compiled and run. */
class FencedWorkTest {

    private static final LeaseKey NIGHT_AUDIT = new LeaseKey(new TenantId("hotel-oeste"), "jobs/night-audit");

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final TenantTransactions transactions = DATABASE.adapters().transactions();
    private final TenantId hotel = NIGHT_AUDIT.tenant();
    private final List<InboundMessage> messages = List.of(new InboundMessage(
            new ProviderMessageId("wamid.1"),
            GuestRef.phone(Channel.WHATSAPP, "+5491112345678"),
            null,
            new MessageContent.Text("Hola"),
            Instant.EPOCH));

    @Test
    void refusesWritesUnderAnOldFence() throws InterruptedException {
        DATABASE.empty();
        DATABASE.givenTenants(hotel);
        Permit slept = permit();
        Permit newer = permit();
        assertThat(newer.fence()).isGreaterThan(slept.fence());
        assertThat(transactions.<Boolean>in(
                        hotel, scope -> scope.fences().admit(ResourceId.of(NIGHT_AUDIT), newer.fence())))
                .isTrue();
        assertThatIllegalStateException().isThrownBy(() -> write(slept)).withMessageContaining("A newer holder");
        assertThat(DATABASE.asOwner("select count(*) from conserje.inbox")).containsExactly("0");
        assertThat(write(newer)).singleElement().isInstanceOf(Acceptance.Accepted.class);
    }

    private List<Acceptance> write(Permit permit) {
        return
        // locks.md: begin
        transactions.in(hotel, scope -> {
            if (!scope.fences().admit(new ResourceId("lease:jobs/night-audit"), permit.fence())) {
                throw new IllegalStateException("A newer holder runs the night audit");
            }
            return scope.inbox().accept(messages); // the writes that the lease protects, in this scope
        });
        // locks.md: end
    }

    /** A permit whose lease has ended. */
    private static Permit permit() throws InterruptedException {
        Outcome<Permit> outcome = new RunExclusively(
                        DATABASE.adapters().leases(), new HolderRef("node-1"), Claimants::token, System::nanoTime)
                .run(NIGHT_AUDIT, Duration.ofSeconds(30), permit -> permit, () -> {});
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done<Permit>) outcome).value();
    }

    @Test
    void thePageShowsThoseLines() throws IOException {
        String test = Files.readString(Path.of("src/test/java/io/conserje/bootstrap/FencedWorkTest.java"));
        String lines = test.substring(
                test.indexOf("// locks.md: begin\n") + "// locks.md: begin\n".length(),
                test.indexOf("// locks.md: end\n"));
        assertThat(withoutSpace(Files.readString(Path.of("../docs/locks.md")))).contains(withoutSpace(lines));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
