package io.conserje.architecture;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Optional;

/** No parameter is an Optional; what the compiler makes of a lambda does not count. */
final class TakeNoOptional extends ArchCondition<JavaMethod> {

    TakeNoOptional() {
        super("take no Optional");
    }

    @Override
    public void check(JavaMethod method, ConditionEvents events) {
        boolean takes = method.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Optional.class));
        if (takes && !method.getModifiers().contains(JavaModifier.SYNTHETIC)) {
            events.add(SimpleConditionEvent.violated(method, method.getFullName() + " takes an Optional"));
        }
    }
}
