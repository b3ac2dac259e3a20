package io.conserje.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A public class of an adapter must be its factory (named {@code ...Adapters}), or appear in the factory's public
 * methods, or be used from another package.
 */
final class PublicSurface extends ArchCondition<JavaClass> {

    private static final String FACTORY = "Adapters";

    private final String root;
    private final Set<JavaClass> shown = new HashSet<>();

    PublicSurface(String root) {
        super("be the adapter's factory, or be reached through it, or be used from another package");
        this.root = root;
    }

    @Override
    public void init(Collection<JavaClass> all) {
        shown.clear();
        all.stream().filter(PublicSurface::isFactory).forEach(this::show);
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        boolean usedElsewhere = type.getDirectDependenciesToSelf().stream()
                .map(dependency -> dependency.getOriginClass().getPackageName())
                .anyMatch(user -> !user.equals(type.getPackageName()));
        if (!shown.contains(type) && !usedElsewhere) {
            events.add(SimpleConditionEvent.violated(
                    type, type.getFullName() + " is public, and no other package uses it"));
        }
    }

    static boolean isFactory(JavaClass type) {
        return type.getSimpleName().endsWith(FACTORY) && type.isTopLevelClass();
    }

    /** Whether a class and all its enclosing classes are public. */
    static boolean isPublicAllTheWay(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass()
                        .map(PublicSurface::isPublicAllTheWay)
                        .orElse(true);
    }

    private void show(JavaClass type) {
        if (!type.getPackageName().startsWith(root + ".") || !shown.add(type)) {
            return;
        }
        type.getEnclosingClass().ifPresent(this::show);
        Stream.<JavaCodeUnit>concat(type.getMethods().stream(), type.getConstructors().stream())
                .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(unit -> unit.getAllInvolvedRawTypes().stream())
                .map(JavaClass::getBaseComponentType)
                .filter(PublicSurface::isPublicAllTheWay)
                .forEach(this::show);
    }
}
