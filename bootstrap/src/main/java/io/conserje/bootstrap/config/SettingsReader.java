package io.conserje.bootstrap.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings by their entries in the {@link Catalogue}, and checks each by its entry. A problem does not stop it:
 * {@link #finish} reports all of them together. Not thread-safe.
 */
final class SettingsReader {

    private static final int MIN_SECRET = 16;
    private static final String NOT_SET = "(not set)";
    private static final String SECRET_FILE = "_FILE";
    private static final Pattern DOLLAR = Pattern.compile("\\$(?:([A-Za-z_][A-Za-z0-9_]*)|\\{|\\()");

    private final Map<String, String> given;
    private final List<Problem> problems;
    private final List<String> warnings = new ArrayList<>();
    /**
     * Names with a problem that is reported already: their values are read as far as possible, without more
     * reports.
     */
    private final Set<String> flawed;

    private final Set<Setting<?>> read = new LinkedHashSet<>();
    private Environment environment = Environment.DEVELOPMENT;

    /** A setting that is set, with the name under which it was given. */
    private record Found(String name, String value) {}

    /**
     * @param found problems that were found before, reported first
     * @param unreadable names whose values could not be read
     */
    SettingsReader(Map<String, String> given, List<Problem> found, Set<String> unreadable) {
        this(given, found, unreadable, Set.of());
    }

    /** @param literal names whose values have a dollar sign on purpose */
    SettingsReader(Map<String, String> given, List<Problem> found, Set<String> unreadable, Set<String> literal) {
        this.given = new HashMap<>(given);
        this.problems = new ArrayList<>(found);
        this.flawed = new HashSet<>(unreadable);
        Catalogue.settings()
                .forEach(setting -> setting.names().forEach(name -> {
                    if (setting.isSecret()) {
                        readFile(setting, name);
                    }
                    reportOddities(setting, name);
                    if (!literal.contains(name)) {
                        warnOfDollar(name);
                    }
                }));
        Catalogue.settings()
                .forEach(setting -> setting.names().forEach(name -> reportPlaceholders(name, setting.example())));
        Catalogue.NOT_READ.forEach(other -> reportPlaceholders(other.name(), "the output of: openssl rand -hex 32"));
        environment = get(Catalogue.ENVIRONMENT);
    }

    /** A secret may stand in a file that {@code NAME_FILE} names, as container systems hand secrets over. */
    private void readFile(Setting<?> setting, String name) {
        String fileName = name + SECRET_FILE;
        String path = given.getOrDefault(fileName, "").trim();
        if (path.isEmpty()) {
            return;
        }
        String wrong;
        if (!given.getOrDefault(name, "").isBlank()) {
            wrong = name + " is set too: keep one of them";
        } else {
            try {
                String content = SecretFile.read(path);
                given.put(name, content);
                return;
            } catch (IllegalArgumentException unreadable) {
                wrong = String.valueOf(unreadable.getMessage());
            }
        }
        problem(fileName, path, wrong, "/run/secrets/" + setting.name().toLowerCase(Locale.ROOT));
        given.putIfAbsent(name, "?");
        flawed.add(name);
    }

    private void reportOddities(Setting<?> setting, String name) {
        String value = given.getOrDefault(name, "").trim();
        if (value.isEmpty() || flawed.contains(name)) {
            return;
        }
        Optional<String> wrong = Characters.invisible(value)
                .or(() -> Characters.isQuoted(value)
                        ? Optional.of("the quotes are a part of it here: write it without them"
                                + " (docker --env-file keeps quotes)")
                        : Optional.empty());
        wrong.ifPresent(rule -> {
            problem(name, setting.format().shown().apply(value), rule, setting.example());
            flawed.add(name);
        });
    }

    private void warnOfDollar(String name) {
        Matcher dollar = DOLLAR.matcher(given.getOrDefault(name, ""));
        if (dollar.find()) {
            String variable = dollar.group(1);
            // Only the name of a variable that exists is surely no part of a secret.
            String shown = variable != null && given.containsKey(variable) ? "$" + variable : "$ and a name";
            warn(name + " has " + shown + ", which is taken as it is. To insert a variable, write ${NAME} in the env"
                    + " file. If it is meant, put the value in single quotes there, or write %24 in a URL");
        }
    }

    private void reportPlaceholders(String name, String example) {
        List<String> left = Placeholders.in(given.getOrDefault(name, ""));
        if (!left.isEmpty()) {
            flawed.add(name);
            problem(
                    name,
                    String.join(", ", left),
                    "a placeholder was left in; replace it with the real value",
                    example);
        }
    }

    Environment environment() {
        return environment;
    }

    /** The setting's value, or the default of its entry if it is not set or cannot be used. */
    <T> T get(Setting<T> setting) {
        return get(setting, Objects.requireNonNull(setting.defaultValue(), setting.name()));
    }

    /** The setting's value, or a default that depends on other settings. */
    <T> T get(Setting<T> setting, T defaultValue) {
        @Nullable T value = find(setting);
        return value == null ? defaultValue : value;
    }

    /** The setting's value; null if it is not set or cannot be used, which is then reported. */
    <T> @Nullable T find(Setting<T> setting) {
        read.add(setting);
        @Nullable Found found = lookUp(setting);
        if (found == null) {
            String necessity = setting.necessity();
            if (necessity != null && !environment.isDevelopment()) {
                problem(setting, NOT_SET, "it must be set outside development: " + necessity);
            }
            return null;
        }
        try {
            T value = setting.format().reader().apply(found.value());
            refuseWeak(setting, found, value);
            return value;
        } catch (IllegalArgumentException unusable) {
            report(
                    setting,
                    found,
                    setting.format().shown().apply(found.value()),
                    String.valueOf(unusable.getMessage()));
            return null;
        }
    }

    boolean isSet(Setting<?> setting) {
        return lookUp(setting) != null;
    }

    private <T> void refuseWeak(Setting<T> setting, Found found, T value) {
        if (environment.isDevelopment()) {
            return;
        }
        switch (value) {
            case Secret secret -> refuseWeak(setting, found, secret);
            case DatabaseUrl url -> refuseWeakPassword(setting, found, url.password());
            case RedisUrl url -> refuseWeakPassword(setting, found, url.password());
            default -> {}
        }
    }

    private void refuseWeak(Setting<?> setting, Found found, Secret secret) {
        if (Placeholders.isWeak(secret.value())) {
            report(setting, found, "***", "it is a value that attackers try first");
        } else if (secret.value().startsWith(SettingsTemplate.STAND_IN)) {
            refuseStandIn(setting, found);
        } else if (secret.value().length() < MIN_SECRET) {
            report(
                    setting,
                    found,
                    setting.format().shown().apply(secret.value()),
                    "outside development it must have " + MIN_SECRET + " characters or more");
        }
    }

    /** A stand-in is as hard to guess as a secret, but Meta does not know it. */
    private void refuseStandIn(Setting<?> setting, Found found) {
        String why = "it is the stand-in that env template wrote: Meta does not know it. Replace it with Meta's own";
        if (environment == Environment.PRODUCTION) {
            report(setting, found, "***", why);
        } else {
            warn(found.name() + ": " + why + " before the hotel's line is connected");
        }
    }

    private void refuseWeakPassword(Setting<?> setting, Found found, @Nullable Secret password) {
        if (password != null && Placeholders.isWeak(password.value())) {
            report(setting, found, "***", "its password is one that attackers try first");
        }
    }

    private void report(Setting<?> setting, Found found, String shown, String rule) {
        if (!flawed.contains(found.name())) {
            problem(found.name(), shown, rule, setting.example());
        }
    }

    /** Reports what the entry alone cannot tell, under the name by which the setting was given. */
    void problem(Setting<?> setting, Object shown, String rule) {
        @Nullable Found found = lookUp(setting);
        problem(found == null ? setting.name() : found.name(), shown.toString(), rule, setting.example());
    }

    void notSet(Setting<?> setting, String rule) {
        problem(setting, NOT_SET, rule);
    }

    void problem(String name, String shown, String rule, String example) {
        problems.add(new Problem(name, shown, rule, example));
    }

    /** Whether the setting is set, and its value has a problem that was reported before it was read. */
    boolean isFlawed(Setting<?> setting) {
        @Nullable Found found = lookUp(setting);
        return found != null && flawed.contains(found.name());
    }

    void warn(String warning) {
        warnings.add(warning);
    }

    /** The first name that is set. A later name with another value causes a warning. */
    private @Nullable Found lookUp(Setting<?> setting) {
        @Nullable Found found = null;
        for (String name : setting.names()) {
            String value = given.getOrDefault(name, "").trim();
            if (found == null && !value.isEmpty()) {
                found = new Found(name, value);
            } else if (found != null && !value.isEmpty() && !value.equals(found.value())) {
                String warning = name + " is not used: " + found.name() + " is also set, to another value";
                if (!warnings.contains(warning)) {
                    warnings.add(warning);
                }
            }
        }
        return found;
    }

    /** The settings that were read until now. */
    Set<Setting<?>> read() {
        return Collections.unmodifiableSet(read);
    }

    /**
     * Ends the reading.
     *
     * @return the warnings, one line each
     * @throws SettingsException if there is a problem, with all of them
     */
    List<String> finish() {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return List.copyOf(warnings);
    }
}
