package io.conserje.bootstrap.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One setting: everything that is known of it. How it is read, checked, hidden and documented follows from this.
 *
 * @param aliases other names, looked at in this order if {@code name} is not set
 * @param defaultValue used if the setting is not set; null if there is none, or if it depends on other settings
 * @param defaultText the default, for the documentation
 * @param necessity why it must be set outside development; null if it need not
 * @param description one or two sentences, in Markdown
 * @param example a value that would do, or how to get one
 */
record Setting<T>(
        Section section,
        String name,
        List<String> aliases,
        Format<T> format,
        @Nullable T defaultValue,
        String defaultText,
        @Nullable String necessity,
        String description,
        String example) {

    /** The name and its aliases, in the order in which they are looked at. */
    List<String> names() {
        return Stream.concat(Stream.of(name), aliases.stream()).toList();
    }

    boolean isSecret() {
        return format.secret();
    }

    static <T> Builder<T> of(String name, Format<T> format) {
        return new Builder<>(name, format);
    }

    /** A setting that is being described. */
    static final class Builder<T> {

        private final String name;
        private final Format<T> format;
        private final List<String> aliases = new ArrayList<>();
        private @Nullable T defaultValue;
        private String defaultText = "not set";
        private @Nullable String necessity;
        private String example = "the output of: openssl rand -hex 32";

        private Builder(String name, Format<T> format) {
            this.name = name;
            this.format = format;
        }

        Builder<T> alias(String alias) {
            aliases.add(alias);
            return this;
        }

        /** The default, which is also the example unless another one is given. */
        Builder<T> orElse(T value) {
            defaultValue = value;
            example = format.writer().apply(value);
            defaultText = "`" + example + "`";
            return this;
        }

        /** A default that depends on other settings, in Markdown. */
        Builder<T> orElse(String words, String otherExample) {
            defaultText = words;
            example = otherExample;
            return this;
        }

        Builder<T> neededOutsideDevelopment(String reason) {
            necessity = reason;
            return this;
        }

        Builder<T> example(String value) {
            example = value;
            return this;
        }

        Setting<T> described(Section section, String description) {
            return new Setting<>(
                    section,
                    name,
                    List.copyOf(aliases),
                    format,
                    defaultValue,
                    necessity == null ? defaultText : "none; needed outside development",
                    necessity,
                    description,
                    example);
        }
    }
}
