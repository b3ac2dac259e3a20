package io.conserje.postgres.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.RowCountQuery;
import org.jooq.impl.CustomQueryPart;
import org.jooq.impl.DSL;

/**
 * One SQL statement with named placeholders such as {@code :tenant}. It is parsed and checked once, when the class that
 * owns it is loaded. Immutable and thread-safe.
 *
 * <p>jOOQ reads {@code :name} in plain SQL too, but binds by position, and wants a value again for each place where a
 * name stands.
 *
 * <p>A line that begins with {@code --} is a comment for readers; it is not sent to the server.
 *
 * @param <T> what one execution takes
 */
public final class SqlTemplate<T> {

    private static final Pattern COMMENT = Pattern.compile("(?m)^[ \\t]*--.*\\R?");
    private static final Pattern PLACEHOLDER = Pattern.compile("(?<!:):([a-z][a-z_]*)");

    /** The text before each placeholder, and the text after the last. */
    private final List<String> texts;

    /** For each placeholder, the place of its value among {@link #values}. */
    private final List<Integer> places;

    private final List<Function<? super T, ?>> values;

    private SqlTemplate(List<String> texts, List<Integer> places, List<Function<? super T, ?>> values) {
        this.texts = List.copyOf(texts);
        this.places = List.copyOf(places);
        this.values = List.copyOf(values);
    }

    /** Begins a template with this text. */
    public static <T> Builder<T> of(String sql) {
        return new Builder<>(sql);
    }

    /**
     * Begins a template with the text of a resource.
     *
     * @param owner the class beside which the file lies
     * @throws IllegalStateException if there is no such file
     */
    public static <T> Builder<T> read(Class<?> owner, String file) {
        return new Builder<>(text(owner, file));
    }

    private static String text(Class<?> owner, String file) {
        try (InputStream resource = owner.getResourceAsStream(file)) {
            if (resource == null) {
                throw new IllegalStateException("There is no " + file + " beside " + owner.getName() + ".");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The statement with these values, as a query. The caller states the types of its columns with {@code coerce}. */
    public ResultQuery<Record> query(T input) {
        return DSL.resultQuery("{0}", part(input));
    }

    /** The statement with these values, for its row count. */
    public RowCountQuery statement(T input) {
        return DSL.query("{0}", part(input));
    }

    private QueryPart part(T input) {
        List<QueryPart> parts = values.stream()
                .map(value -> value.apply(input))
                .<QueryPart>map(value -> value instanceof QueryPart part ? part : DSL.val(value))
                .toList();
        return CustomQueryPart.of(out -> {
            out.sql(texts.getFirst(), true);
            for (int i = 0; i < places.size(); i++) {
                out.visit(parts.get(places.get(i))).sql(texts.get(i + 1), true);
            }
        });
    }

    /**
     * Gathers the values of a template.
     *
     * @param <T> what one execution takes
     */
    public static final class Builder<T> {

        private String sql;
        private final Map<String, Function<? super T, ?>> values = new LinkedHashMap<>();

        private Builder(String sql) {
            this.sql = withoutComments(sql);
        }

        private static String withoutComments(String sql) {
            return COMMENT.matcher(sql).replaceAll("").strip();
        }

        /**
         * Puts the text of a resource in the place of {@code :name}. Its own placeholders are bound like the others.
         *
         * @param owner the class beside which the file lies
         * @throws IllegalStateException if there is no such file, or no such placeholder
         */
        public Builder<T> include(String name, Class<?> owner, String file) {
            Matcher place = Pattern.compile("(?<!:):" + name + "\\b").matcher(sql);
            if (!place.find()) {
                throw new IllegalStateException("No placeholder is named " + name + " in: " + sql);
            }
            sql = place.replaceAll(Matcher.quoteReplacement(withoutComments(text(owner, file))));
            return this;
        }

        /**
         * Sets what stands for {@code :name}.
         *
         * @param value gives a value to bind, or a part of a query; never null
         * @throws IllegalStateException if the name has a value already
         */
        public Builder<T> bind(String name, Function<? super T, ?> value) {
            if (values.put(name, value) != null) {
                throw new IllegalStateException("The placeholder :" + name + " is bound twice.");
            }
            return this;
        }

        /**
         * Checks the names and makes the template.
         *
         * @throws IllegalStateException if a placeholder has no value, or a value has no placeholder
         */
        public SqlTemplate<T> build() {
            List<String> names = List.copyOf(values.keySet());
            List<String> texts = new ArrayList<>();
            List<Integer> places = new ArrayList<>();
            Set<String> unused = new HashSet<>(names);
            Matcher placeholder = PLACEHOLDER.matcher(sql);
            int end = 0;
            while (placeholder.find()) {
                String name = placeholder.group(1);
                if (!values.containsKey(name)) {
                    throw new IllegalStateException("The placeholder :" + name + " has no value in: " + sql);
                }
                unused.remove(name);
                texts.add(sql.substring(end, placeholder.start()));
                places.add(names.indexOf(name));
                end = placeholder.end();
            }
            if (!unused.isEmpty()) {
                throw new IllegalStateException("No placeholder is named " + unused + " in: " + sql);
            }
            texts.add(sql.substring(end));
            return new SqlTemplate<T>(texts, places, new ArrayList<>(values.values()));
        }
    }
}
