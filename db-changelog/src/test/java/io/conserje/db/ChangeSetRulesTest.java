package io.conserje.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import liquibase.Labels;
import liquibase.change.core.RawSQLChange;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.exception.LiquibaseException;
import liquibase.parser.ChangeLogParserFactory;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeSetRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"io/conserje/db/changelog.xml", Databases.LATER})
    void everyChangeSetKeepsTheRules(String file) throws LiquibaseException {
        Map<String, List<String>> broken =
                changeSets(file).stream().collect(Collectors.toMap(ChangeSet::getId, ChangeSetRules::brokenBy));
        broken.values().removeIf(List::isEmpty);
        assertThat(broken).isEmpty();
    }

    @Test
    void readsWhatChangeSetsSay() throws LiquibaseException {
        ChangeSet contract = changeSets(Databases.LATER).getLast();
        assertThat(ChangeSets.kind(contract)).isEqualTo(ChangeSetKind.CONTRACT);
        assertThat(ChangeSets.losesData(contract)).isTrue();
        assertThat(ChangeSets.oldestProcess(contract)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                  | create table conserje.x (a int)                            | labels:expand or
                    expand,contract     | create table conserje.x (a int)                            | labels:expand or
                    expand              | drop table conserje.inbox                                  | takes something
                    expand              | alter table conserje.inbox drop column body                | takes something
                    expand              | alter table conserje.inbox rename column body to text      | takes something
                    expand              | alter table conserje.inbox alter column body type int      | takes something
                    expand              | alter table conserje.inbox alter column line set not null  | takes something
                    expand              | alter table conserje.inbox add column x int not null       | takes something
                    expand              | alter table conserje.inbox add check (body <> '')          | takes something
                    expand              | revoke select on conserje.inbox from conserje_tenant       | takes something
                    expand              | create unique index x on conserje.inbox (body)             | takes something
                    expand              | delete from conserje.inbox                                 | lacks loses-data
                    contract            | alter table conserje.inbox drop column body                | lacks loses-data
                    contract,loses-data | revoke select on conserje.inbox from conserje_tenant       | has loses-data
                    contract            | revoke select on conserje.inbox from conserje_tenant       | raises oldest_process
                    expand              | update conserje.schema_epoch set oldest_process = 2        | raises oldest_process
                    expand              | update conserje.schema_epoch set epoch = 2                 | cannot see schema_epoch
                    expand              | create index x on conserje.inbox (body)                    | runInTransaction:false
                    """)
    void findsWhatBreaksARule(String labels, String sql, String rule) {
        assertThat(ChangeSetRules.brokenBy(changeSet(labels, true, sql))).anyMatch(said -> said.contains(rule));
    }

    @Test
    void findsWhatMustNotRunOutsideOfATransaction() {
        assertThat(ChangeSetRules.brokenBy(changeSet("expand", false, "create table conserje.x (a int)")))
                .anyMatch(said -> said.startsWith("Outside of a transaction"));
        assertThat(ChangeSetRules.brokenBy(
                        changeSet("expand", false, "create index concurrently x on conserje.inbox (body)")))
                .anyMatch(said -> said.contains("drop index concurrently if exists conserje.x;"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table conserje.x (a int not null, check (a > 0)); create unique index y on conserje.x (a)",
                "create table conserje.x (a int); alter table conserje.x force row level security",
                "alter table conserje.inbox add column x int not null default 0",
                "alter table conserje.inbox add column x int default 0 not null",
                "alter table conserje.inbox alter column line drop not null",
                "grant select on conserje.inbox to conserje_tenant",
                "create policy x on conserje.inbox for select to conserje_system using (true)"
            })
    void letsAChangeSetExpand(String sql) {
        assertThat(ChangeSetRules.brokenBy(changeSet("expand", true, sql))).isEmpty();
    }

    private static ChangeSet changeSet(String labels, boolean inTransaction, String sql) {
        ChangeSet changeSet =
                new ChangeSet("0099_example", "conserje", false, false, "example.sql", null, null, inTransaction, null);
        changeSet.setLabels(new Labels(labels));
        changeSet.addChange(new RawSQLChange(sql));
        changeSet.addRollBackSQL("select 1");
        return changeSet;
    }

    private static List<ChangeSet> changeSets(String file) throws LiquibaseException {
        ClassLoaderResourceAccessor resources =
                new ClassLoaderResourceAccessor(ChangeSetRulesTest.class.getClassLoader());
        return ChangeLogParserFactory.getInstance()
                .getParser(file, resources)
                .parse(file, new ChangeLogParameters(), resources)
                .getChangeSets();
    }
}
