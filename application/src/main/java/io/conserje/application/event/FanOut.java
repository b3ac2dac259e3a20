package io.conserje.application.event;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reports every event of one interface to every listener that implements it. It forwards through a {@link Proxy}, so
 * that an event which is added to the interface is forwarded too.
 */
public final class FanOut {

    private static final Logger LOG = System.getLogger(FanOut.class.getName());

    private FanOut() {}

    /**
     * Combines listeners into one.
     *
     * <p>The result calls the listeners one after the other, in the order of the list, on the thread of the event. If
     * one of them throws, the result logs the exception and calls the next. It is thread-safe.
     *
     * @param type the interface whose events are forwarded; all its methods return {@code void}
     * @param listeners any listeners; those that do not implement {@code type} are ignored
     */
    public static <L extends Listener> L to(Class<L> type, List<? extends Listener> listeners) {
        List<L> receivers =
                listeners.stream().filter(type::isInstance).map(type::cast).toList();
        Object proxy = Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, new Forwarding<>(type.getSimpleName(), receivers));
        return type.cast(proxy);
    }

    private record Forwarding<L extends Listener>(String name, List<L> receivers) implements InvocationHandler {

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
            if (method.getDeclaringClass() == Object.class) {
                return objectMethod(proxy, method, arguments);
            }
            for (L receiver : receivers) {
                call(receiver, method, arguments);
            }
            return null;
        }

        private void call(L receiver, Method method, @Nullable Object @Nullable [] arguments) {
            try {
                method.invoke(receiver, arguments);
            } catch (InvocationTargetException thrown) {
                LOG.log(Level.ERROR, () -> failure(receiver, method), thrown.getCause());
            } catch (IllegalAccessException inaccessible) {
                LOG.log(Level.ERROR, () -> failure(receiver, method), inaccessible);
            }
        }

        private static String failure(Object receiver, Method method) {
            return "The listener " + receiver.getClass().getName() + " failed on the event " + method.getName();
        }

        /** A proxy passes three methods of {@link Object} to its handler. It is equal to itself only. */
        @SuppressWarnings("ReferenceEquality")
        private Object objectMethod(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
            return switch (method.getName()) {
                case "equals" -> arguments != null && proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> name + receivers;
            };
        }
    }
}
