package io.conserje.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Requires records, enums, interfaces or final classes, with final fields and without setters. */
final class BeValues extends ArchCondition<JavaClass> {

    BeValues() {
        super("be records, enums, interfaces or final classes that never change");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        boolean closed = type.isRecord()
                || type.isEnum()
                || type.isInterface()
                || type.getModifiers().contains(JavaModifier.FINAL)
                || type.isAnonymousClass()
                || type.getSuperclass()
                        .map(parent -> parent.toErasure().isEnum())
                        .orElse(false);
        if (!closed) {
            events.add(SimpleConditionEvent.violated(type, type.getFullName() + " can be extended"));
        }
        type.getFields().stream()
                .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                .forEach(
                        field -> events.add(SimpleConditionEvent.violated(field, field.getFullName() + " can change")));
        type.getMethods().stream()
                .filter(method -> method.getName().matches("set[A-Z].*"))
                .forEach(method ->
                        events.add(SimpleConditionEvent.violated(method, method.getFullName() + " is a setter")));
    }
}
