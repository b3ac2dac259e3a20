package io.conserje.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.properties.HasAnnotations;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Requires {@code since} in every {@code @Deprecated} of a type and its members. */
final class DateTheirDeprecations extends ArchCondition<JavaClass> {

    DateTheirDeprecations() {
        super("say since when something is deprecated");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        judge(type, type.getFullName(), events);
        for (JavaMember member : type.getMembers()) {
            judge(member, member.getFullName(), events);
        }
    }

    private static void judge(HasAnnotations<?> element, String name, ConditionEvents events) {
        element.tryGetAnnotationOfType(Deprecated.class)
                .filter(deprecated -> deprecated.since().isEmpty())
                .ifPresent(deprecated ->
                        events.add(SimpleConditionEvent.violated(element, name + " is deprecated without since")));
    }
}
