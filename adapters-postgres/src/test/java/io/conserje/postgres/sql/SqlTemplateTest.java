package io.conserje.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jooq.Query;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class SqlTemplateTest {

    private record Range(int from, int to) {}

    @Test
    void bindsAValueAtEachPlaceOfItsName() {
        SqlTemplate<Range> template = SqlTemplate.<Range>of("select :from, :to where :from < :to")
                .bind("to", Range::to)
                .bind("from", Range::from)
                .build();
        Query query = template.query(new Range(1, 2));
        assertThat(query.getSQL()).isEqualTo("select ?, ? where ? < ?");
        assertThat(query.getBindValues()).containsExactly(1, 2, 1, 2);
    }

    @Test
    void takesPartsOfAQueryAsValues() {
        SqlTemplate<Integer> template = SqlTemplate.<Integer>of("with one as (:rows) select count(*) from one")
                .bind("rows", value -> DSL.sql("select {0}", DSL.val(value)))
                .build();
        Query query = template.query(7);
        assertThat(query.getSQL()).isEqualTo("with one as (select ?) select count(*) from one");
        assertThat(query.getBindValues()).containsExactly(7);
    }

    @Test
    void leavesOutCommentsAndKeepsCastsAndLines() {
        SqlTemplate<Integer> template =
                SqlTemplate.<Integer>of("""
                        -- Why: it's needed, with :names in it.
                        select :value::bigint,
                          -- And here.
                          2
                        """).bind("value", value -> value).build();
        assertThat(template.statement(1).getSQL()).isEqualTo("select ?::bigint,\n  2");
    }

    @Test
    void includesTheTextOfAFile() {
        SqlTemplate<Integer> template = SqlTemplate.<Integer>of("with :part, two as (select :part_two) select :value")
                .include("part", SqlTemplateTest.class, "part.sql")
                .bind("part_two", value -> DSL.inline(2))
                .bind("value", value -> value)
                .build();
        Query query = template.query(7);
        assertThat(query.getSQL()).isEqualTo("with one as (select ?), two as (select 2) select ?");
        assertThat(query.getBindValues()).containsExactly(7, 7);
    }

    @Test
    void refusesToIncludeWithoutAPlaceholder() {
        SqlTemplate.Builder<Integer> builder = SqlTemplate.of("select :parts");
        assertThatThrownBy(() -> builder.include("part", SqlTemplateTest.class, "part.sql"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("named part");
    }

    @Test
    void refusesAPlaceholderWithoutAValue() {
        SqlTemplate.Builder<Integer> builder =
                SqlTemplate.<Integer>of("select :a, :b").bind("a", value -> value);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(":b");
    }

    @Test
    void refusesAValueWithoutAPlaceholder() {
        SqlTemplate.Builder<Integer> builder =
                SqlTemplate.<Integer>of("select :a").bind("a", value -> value).bind("b", value -> value);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[b]");
    }

    @Test
    void refusesANameThatIsBoundTwice() {
        SqlTemplate.Builder<Integer> builder =
                SqlTemplate.<Integer>of("select :a").bind("a", value -> value);
        assertThatThrownBy(() -> builder.bind("a", value -> value))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(":a");
    }

    @Test
    void refusesAFileThatIsMissing() {
        assertThatThrownBy(() -> SqlTemplate.read(SqlTemplateTest.class, "missing.sql"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("missing.sql");
    }
}
