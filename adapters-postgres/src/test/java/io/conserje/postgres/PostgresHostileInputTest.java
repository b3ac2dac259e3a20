package io.conserje.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.application.tenancy.Actor;
import io.conserje.application.tenancy.TenantRegistry.Assignment;
import io.conserje.application.tenancy.TenantRegistry.Registration;
import io.conserje.domain.dlq.DeadLetter.State;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile ids, identifiers and names are refused with a clear error, or are stored as plain data. */
class PostgresHostileInputTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final TenantId SUR = new TenantId("hotel-sur");

    static List<String> hostile() {
        return List.of(
                "'; drop table conserje.tenants; --",
                "' or '1'='1",
                "hotel-sur' or tenant_id <> '",
                "hotel-sur'/*",
                "\\'; select pg_sleep(10); --",
                "$$; reset role; $$",
                "x', false); select set_config('role', 'none', false); --",
                "hotel-sur\u0000",
                "hotel\nsur",
                "hotel-sur ",
                "HOTEL-SUR",
                "ｈotel-sur",
                "hotel-sur\u202e",
                "ı",
                "{0}",
                "?",
                "%s%n",
                "${jndi:ldap://127.0.0.1/a}",
                "../../etc/passwd",
                "<script>alert(1)</script>",
                "🛎️👨‍👩‍👧",
                "Ω≈ç√∫˜µ≤≥÷",
                "x".repeat(10_240));
    }

    @BeforeEach
    void oneHotel() {
        DATABASE.empty();
        DATABASE.givenTenants(SUR);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void noHostileTextIsATenantId(String written) {
        assertThatThrownBy(() -> new TenantId(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not 2 to 50 characters")
                .extracting(Throwable::getMessage)
                .satisfies(message -> assertThat(message.length()).isLessThan(300))
                .satisfies(message -> assertThat(message.chars()).noneMatch(Character::isISOControl));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void anIdentifierIsRefusedOrFindsNoHotel(String written) {
        for (String value : List.of(written, written + "@example.com")) {
            Identifier identifier;
            try {
                identifier = Identifier.email(new Channel("email"), value);
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getMessage()).doesNotContain(value).contains("Example");
                continue;
            }
            assertThat(DATABASE.adapters().directory().findBy(identifier)).isEmpty();
            if (DATABASE.adapters().registry().assign(SUR, identifier) == Assignment.ASSIGNED) {
                assertThat(DATABASE.adapters().directory().identifiersOf(SUR)).containsExactly(identifier);
                DATABASE.adapters().registry().remove(SUR, identifier);
            }
        }
        for (Identifier.Kind kind : List.of(Identifier.Kind.PHONE, Identifier.Kind.PHONE_NUMBER_ID)) {
            assertThatThrownBy(() -> new Identifier(Channel.WHATSAPP, kind, written))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(DATABASE.asOwner("select tenant_id from conserje.tenants")).containsExactly("hotel-sur");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void aNameAndAnActorAreRefusedOrPlainData(String written) {
        TenantId id = new TenantId("hotel-norte");
        Tenant hotel;
        Actor actor;
        try {
            hotel = Tenant.named(id, written);
            actor = new Actor(written);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).hasSizeLessThan(300);
            return;
        }
        assertThat(DATABASE.adapters().registry(actor).register(hotel)).isEqualTo(Registration.REGISTERED);
        assertThat(DATABASE.adapters().directory().find(id)).contains(hotel);
        assertThat(DATABASE.adapters().audit().of(id, 1))
                .singleElement()
                .satisfies(entry -> assertThat(entry.actor()).isEqualTo(actor));
    }

    @Test
    void oldControlCharactersAreReadAsQuestionMarks() {
        DATABASE.run("update conserje.tenants set name = E'Hotel\\ndel Sur'");
        String id = DATABASE.asOwner("""
                        insert into conserje.dlq_permanent_failures
                          (tenant_id, id, channel, message, reason, error, attempts, state,
                            settled_at, settled_by, settled_why)
                        values ('hotel-sur', gen_random_uuid(), 'whatsapp',
                          '{"provider_id": "m", "guest": "+5491112345678", "content_type": "text", "body": "Hola",
                            "sent_at": "2027-03-12T10:00:00Z", "received_at": "2027-03-12T10:00:00Z"}',
                          'handler_failed', 'on purpose', 1, 'discarded', now(), 'ana', E'two\\nlines')
                        returning id::text
                        """).getFirst();

        assertThat(DATABASE.adapters().directory().find(SUR).orElseThrow().name())
                .isEqualTo("Hotel?del Sur");
        assertThat(DATABASE.adapters()
                        .deadLetters()
                        .find(SUR, new DeadLetterId(UUID.fromString(id)))
                        .orElseThrow()
                        .state())
                .isInstanceOfSatisfying(
                        State.Settled.class,
                        settled -> assertThat(settled.warrant().why()).isEqualTo("two?lines"));
    }

    @Test
    void aTextWithANulIsRefused() {
        assertThatThrownBy(() -> DATABASE.adapters().users().create(SUR, "ana\u0000@hotel.example", "a hash", "admin"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NUL");
    }
}
