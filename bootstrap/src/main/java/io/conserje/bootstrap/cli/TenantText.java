package io.conserje.bootstrap.cli;

import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hotels and identifiers as text, and as JSON with the names of the HTTP API. */
final class TenantText {

    private TenantText() {}

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static String line(Tenant tenant) {
        return String.format(
                Locale.ROOT,
                "%-20s  %-8s  %s (%s, %s to %s%s)",
                tenant.id(),
                word(tenant.status()),
                tenant.name(),
                tenant.zone(),
                tenant.hours().opens(),
                tenant.hours().closes(),
                tenant.share() == null ? "" : ", share " + tenant.share() + " %");
    }

    static String line(Identifier identifier) {
        return identifier.channel() + "  " + word(identifier.kind()) + "  " + identifier.value();
    }

    static Map<String, @Nullable Object> asMap(Tenant tenant) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("tenant", tenant.id());
        map.put("name", tenant.name());
        map.put("status", word(tenant.status()));
        map.put("zone", tenant.zone());
        map.put("opens", tenant.hours().opens());
        map.put("closes", tenant.hours().closes());
        map.put("share", tenant.share());
        return map;
    }

    static List<Map<String, Object>> asMaps(List<Identifier> identifiers) {
        return identifiers.stream()
                .map(identifier -> {
                    Map<String, Object> map = new LinkedHashMap<>();
                    map.put("channel", identifier.channel());
                    map.put("kind", word(identifier.kind()));
                    map.put("value", identifier.value());
                    return map;
                })
                .toList();
    }
}
