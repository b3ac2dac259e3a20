package io.conserje.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Allows only certain types as parameters, results and exceptions of a method, type arguments included. */
final class SpeakOnly extends ArchCondition<JavaMethod> {

    private final DescribedPredicate<JavaClass> allowed;

    SpeakOnly(DescribedPredicate<JavaClass> allowed) {
        super("speak only of types that " + allowed.getDescription());
        this.allowed = allowed;
    }

    @Override
    public void check(JavaMethod method, ConditionEvents events) {
        if (method.getModifiers().contains(JavaModifier.SYNTHETIC)) {
            return;
        }
        method.getAllInvolvedRawTypes().stream()
                .map(JavaClass::getBaseComponentType)
                .filter(type -> !type.isPrimitive() && !allowed.test(type))
                .forEach(type -> events.add(SimpleConditionEvent.violated(
                        method, method.getFullName() + " speaks of " + type.getFullName())));
    }
}
