package io.conserje.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which features may depend on which. A feature is a package of the domain and the package of that name of the
 * application.
 */
final class FeatureEdges extends ArchCondition<JavaClass> {

    /** A feature, and the other features that it may know. */
    record Feature(String name, Set<String> knows) {}

    /** A feature knows only features that are listed before it, so that there is no cycle. */
    static final List<Feature> FEATURES = List.of(
            new Feature("event", Set.of()),
            new Feature("store", Set.of()),
            new Feature("backup", Set.of()),
            new Feature("tenancy", Set.of("event", "store")),
            new Feature("process", Set.of("event", "store", "tenancy")),
            new Feature("lock", Set.of("event", "store", "tenancy", "process")),
            new Feature("dlq", Set.of("event", "store", "tenancy", "process")),
            new Feature("session", Set.of("event", "store", "tenancy")),
            new Feature("pms", Set.of("store", "tenancy", "lock")),
            new Feature("messaging", Set.of("event", "store", "tenancy", "process", "dlq", "session")),
            new Feature("reply", Set.of("store", "tenancy", "process", "dlq", "session", "messaging")),
            new Feature("pause", Set.of("event", "store", "tenancy", "dlq", "session", "messaging")),
            new Feature("waiting", Set.of("store", "tenancy", "dlq", "messaging")),
            new Feature("outbound", Set.of("store", "tenancy", "process", "dlq", "session", "messaging")),
            new Feature("transaction", Set.of("event", "store", "tenancy", "lock", "messaging", "outbound")),
            new Feature("receptionist", Set.of("store", "tenancy", "lock", "session", "messaging", "pms")),
            new Feature(
                    "memory",
                    Set.of(
                            "store",
                            "tenancy",
                            "process",
                            "lock",
                            "dlq",
                            "session",
                            "pms",
                            "messaging",
                            "reply",
                            "outbound",
                            "pause")));

    private static final Map<String, Feature> BY_NAME =
            FEATURES.stream().collect(Collectors.toMap(Feature::name, Function.identity()));

    private final String root;

    FeatureEdges(String root) {
        super("know only the features that their own feature may know");
        this.root = root;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        String own = featureOf(type).orElseThrow();
        Feature feature = BY_NAME.get(own);
        if (feature == null) {
            events.add(SimpleConditionEvent.violated(
                    type, type.getFullName() + " belongs to feature '" + own + "', which FeatureEdges does not list"));
            return;
        }
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
            featureOf(dependency.getTargetClass().getBaseComponentType())
                    .filter(other -> !other.equals(own) && !feature.knows().contains(other))
                    .ifPresent(other -> events.add(SimpleConditionEvent.violated(
                            dependency,
                            "Feature " + own + " may not know " + other + ": " + dependency.getDescription())));
        }
    }

    /** The first package below the module, or an empty name; empty for a class outside both modules. */
    private Optional<String> featureOf(JavaClass type) {
        for (String module : List.of(Rules.DOMAIN, Rules.APPLICATION)) {
            String prefix = root + "." + module;
            String name = type.getPackageName();
            if (name.equals(prefix)) {
                return Optional.of("");
            }
            if (name.startsWith(prefix + ".")) {
                return Optional.of(name.substring(prefix.length() + 1).split("\\.", -1)[0]);
            }
        }
        return Optional.empty();
    }
}
