package io.conserje.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import io.conserje.application.event.FanOut;
import io.conserje.application.event.Listener;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.lock.LockListener;
import io.conserje.application.messaging.Cancellation;
import io.conserje.application.messaging.Fix;
import io.conserje.application.messaging.HeldLine;
import io.conserje.application.messaging.HostCall;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.ReplyListener;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Unanswered;
import io.conserje.application.messaging.Unrouted;
import io.conserje.application.pause.Breaker;
import io.conserje.application.pause.Pause;
import io.conserje.application.pause.PauseScope;
import io.conserje.application.process.Closure;
import io.conserje.application.process.Gate;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.application.tenancy.Resolution;
import io.conserje.application.transaction.TransactionListener;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.library.Conserje;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No event is lost between the feature that reports it and the listeners of an instance. */
final class EventsTest {

    /** Events that neither the log nor the metrics use, with the reason. */
    private static final Set<String> UNUSED = Set.of(
            // The resolution of the hotel, which goes before it, is logged and counted.
            "messageRefused");

    private static final GuestRef GUEST = GuestRef.phone(Channel.WHATSAPP, "+5491112345678");
    private static final UUID ID = new UUID(1, 2);
    private static final InboundMessage MESSAGE = new InboundMessage(
            new ProviderMessageId("wamid.1"), GUEST, null, new MessageContent.Text("Hola"), Instant.EPOCH);

    private static final HotelLine LINE = Fresh.line(Channel.WHATSAPP, "106540352242922");

    /** An argument of each type that an event has. */
    private static final Map<Class<?>, Object> EXAMPLES = Map.ofEntries(
            Map.entry(int.class, 3),
            Map.entry(boolean.class, true),
            Map.entry(String.class, "why"),
            Map.entry(Duration.class, Duration.ofSeconds(5)),
            Map.entry(TenantId.class, TenantId.DEFAULT),
            Map.entry(MessageId.class, new MessageId(ID)),
            Map.entry(UUID.class, ID),
            Map.entry(Turn.class, new Turn(TenantId.DEFAULT, new MessageId(ID), MESSAGE, 1, ID)),
            Map.entry(Attempt.class, new Attempt(1, "handler_failed", "why")),
            Map.entry(
                    OutboundReply.class,
                    new OutboundReply(ID, TenantId.DEFAULT, GUEST, null, new Reply("Hola"), 0, ID)),
            Map.entry(Resolution.class, new Resolution.Unknown()),
            Map.entry(LockListener.Operation.class, LockListener.Operation.HOLD_CLAIM),
            Map.entry(LockListener.Result.class, LockListener.Result.OK),
            Map.entry(Gate.Status.class, new Gate.Status(Gate.State.FROZEN, "why", Instant.EPOCH, Map.of())),
            Map.entry(Closure.class, new Closure(TenantId.DEFAULT, Closure.Kind.FROZEN, "why", Instant.EPOCH)),
            Map.entry(Pause.class, new Pause(PauseScope.EVERYTHING, new Warrant("ana", "why"), Instant.EPOCH, null)),
            Map.entry(Breaker.class, new Breaker(TenantId.DEFAULT, "pms_unavailable", Instant.EPOCH, 0)),
            Map.entry(HotelLine.class, LINE),
            Map.entry(
                    HeldLine.class,
                    new HeldLine(TenantId.DEFAULT, Channel.WHATSAPP, LINE, Fix.RENEW_TOKEN, "why", Instant.EPOCH)),
            Map.entry(Integer.class, 131_042),
            Map.entry(Unanswered.class, Unanswered.LATE),
            Map.entry(Unrouted.Kept.class, new Unrouted.Kept(1, 0, 0)),
            Map.entry(ReplyListener.Posted.class, ReplyListener.Posted.NOW),
            Map.entry(HostCall.Code.class, HostCall.Code.HANDLER),
            Map.entry(Cancellation.Reason.class, Cancellation.Reason.TIME_OVER),
            Map.entry(TransactionListener.Scope.class, TransactionListener.Scope.TENANT),
            Map.entry(StoreUnavailableException.class, new StoreUnavailableException("away", null)),
            Map.entry(RuntimeException.class, new IllegalStateException("why")),
            Map.entry(Throwable.class, new IllegalStateException("why")));

    @Test
    void theListenerInterfacesAreFound() {
        assertThat(listeners())
                .extracting(Class::getSimpleName)
                .contains(
                        "MessagingListener",
                        "SessionListener",
                        "TenancyListener",
                        "DeadLetterListener",
                        "LockListener",
                        "GateListener",
                        "PauseListener",
                        "ReplyListener",
                        "TransactionListener");
    }

    @Test
    void anInstanceReportsTheEventsOfEveryInterface() throws ClassNotFoundException {
        RecordComponent[] components =
                Class.forName(Conserje.class.getPackageName() + ".Listeners").getRecordComponents();
        assertThat(components)
                .extracting(RecordComponent::getType)
                .containsExactlyInAnyOrderElementsOf(listeners().collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("listeners")
    <L extends Listener> void everyEventReachesEveryListener(Class<L> type) throws ReflectiveOperationException {
        List<String> received = new ArrayList<>();
        L all = FanOut.to(type, List.of(recorder(type, "a", received), recorder(type, "b", received)));
        for (Method event : events(type)) {
            Object[] arguments = arguments(event);
            received.clear();
            event.invoke(all, arguments);
            String call = event.getName() + Arrays.toString(arguments);
            assertThat(received).containsExactly("a " + call, "b " + call);
        }
    }

    @ParameterizedTest
    @MethodSource("listeners")
    void eventsReturnNothing(Class<?> type) {
        assertThat(events(type)).isNotEmpty().allMatch(event -> event.getReturnType() == void.class);
    }

    /** One class may implement several interfaces: two events of the same name would be one method. */
    @Test
    void noTwoEventsHaveTheSameName() {
        assertThat(listeners().flatMap(type -> events(type).stream()).map(Method::getName))
                .doesNotHaveDuplicates();
    }

    @Test
    void theLogOrTheMetricsUseEveryEvent() {
        Set<String> used = ProductionClasses.ALL.stream()
                .filter(type -> !type.isInterface() && type.isAssignableTo(Listener.class))
                .filter(type -> type.getPackageName().equals("io.conserje.metrics")
                        || type.getSimpleName().equals("LogListener"))
                .flatMap(type -> type.getMethods().stream())
                .map(method -> method.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(listeners().flatMap(type -> events(type).stream()).map(Method::getName))
                .filteredOn(event -> !UNUSED.contains(event))
                .allMatch(used::contains);
    }

    private static Stream<Class<? extends Listener>> listeners() {
        return ProductionClasses.ALL.stream()
                .filter(JavaClass::isInterface)
                .filter(type -> type.isAssignableTo(Listener.class) && !type.isEquivalentTo(Listener.class))
                .map(type -> type.reflect().asSubclass(Listener.class));
    }

    private static List<Method> events(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
                .toList();
    }

    private static <L extends Listener> L recorder(Class<L> type, String name, List<String> received) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            received.add(name + " " + method.getName() + Arrays.toString(args == null ? new Object[0] : args));
            return null;
        }));
    }

    private static Object[] arguments(Method event) {
        return Arrays.stream(event.getParameterTypes())
                .map(type -> Objects.requireNonNull(
                        EXAMPLES.get(type), () -> "EventsTest.EXAMPLES has no " + type + " for " + event))
                .toArray();
    }
}
