package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageTest {

    private static final Map<String, String> EMBEDDED = Map.of("ENVIRONMENT", "development", "LOCKS", "postgres");
    private static final Map<String, String> UNANSWERED = Map.of(
            "ENVIRONMENT", "development", "LOCKS", "postgres", "POSTGRES_URL", "postgresql://u:hush@127.0.0.1:1/d");

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            db seed --admin-email ana                                 | --admin-email: | an e-mail address
            dlq list --tenant NO                                      | --tenant:      | "NO" is not 2 to 50 characters
            dlq list --channel ??                                     | --channel:     | "??" is not 1 to 30 characters
            dlq list --reason PMS_UNAVAILABLE                         | --reason:      | 1 to 60 of a-z, 0-9 and _
            dlq list --older-than long                                | --older-than:  | such as 90s, 30m, 2h or 1d, not "long"
            dlq list --older-than 36501d                              | --older-than:  | 0 to 36500 days
            dlq list --limit 0                                        | --limit:       | it must be 1 to 500, not 0
            dlq list --after x                                        | --after:       | the `next` value of the previous page
            dlq show 01991f0e-5d0c-7cc4-a1a6-6b2c62d0a9f4 --tenant NO | --tenant:      | "NO" is not 2 to 50 characters
            dlq redrive --tenant NO --why x                           | --tenant:      | "NO" is not 2 to 50 characters
            dlq redrive --channel ?? --why x                          | --channel:     | "??" is not 1 to 30 characters
            dlq redrive --reason PMS_UNAVAILABLE --why x              | --reason:      | 1 to 60 of a-z, 0-9 and _
            dlq redrive --reason PMS_UNAVAILABLE --dry-run            | --reason:      | 1 to 60 of a-z, 0-9 and _
            dlq redrive --older-than long --why x                     | --older-than:  | such as 90s, 30m, 2h or 1d, not "long"
            dlq redrive --all --why x --rate 0                        | --rate:        | 1 to 10000 dead letters a second, was 0
            dlq redrive --all --dry-run --rate 0                      | --rate:        | 1 to 10000 dead letters a second, was 0
            dlq redrive --all --why x --by=                           | --by, --why:   | 1 to 100 printable characters
            dlq redrive --all --why a\tb                              | --by, --why:   | 1 to 500 printable characters
            dlq redrive 01991f0e-5d0c-7cc4-a1a6-6b2c62d0a9f4 --why x --tenant NO | --tenant:    | "NO" is not 2 to 50
            dlq redrive 01991f0e-5d0c-7cc4-a1a6-6b2c62d0a9f4 --why a\tb          | --by, --why: | 1 to 500 printable
            dlq discard --reason PMS_UNAVAILABLE --why x              | --reason:      | 1 to 60 of a-z, 0-9 and _
            dlq discard 01991f0e-5d0c-7cc4-a1a6-6b2c62d0a9f4 --why x --by=       | --by, --why: | 1 to 100 printable
            locks list --tenant NO                                    | --tenant:      | "NO" is not 2 to 50 characters
            locks list --resource=                                    | --resource:    | 1 to 255 printable characters
            locks audit --tenant NO                                   | --tenant:      | "NO" is not 2 to 50 characters
            locks audit --resource=                                   | --resource:    | 1 to 255 printable characters
            locks audit --from yesterday                              | --from:        | 90s, 30m, 2h, 1d, not "yesterday"
            locks audit --before 99999999d                            | --before:      | from 1900 to 9999, not "99999999d"
            locks audit --after now/7                                 | --after:       | the `next` value of the previous page
            locks audit --limit 1001                                  | --limit:       | it must be 1 to 1000, not 1001
            locks forget --older-than soon                            | --older-than:  | such as 30d or 720h, not "soon"
            locks forget --older-than 23h                             | --older-than:  | it must be 1 to 36500 days, not "23h"
            tenants show NO                                           | TENANT:        | "NO" is not 2 to 50 characters
            tenants add NO --name X                                   | TENANT:        | "NO" is not 2 to 50 characters
            tenants add hotel-uno --name=                             | --name:        | 1 to 200 printable characters, was ""
            tenants add hotel-uno --name X --zone Mars                | --zone:        | such as America/Argentina/Buenos_Aires, not "Mars"
            tenants add hotel-uno --name X --opens 9                  | --opens:       | such as 09:00, not "9"
            tenants add hotel-uno --name X --closes 25:00             | --closes:      | such as 09:00, not "25:00"
            tenants change NO --name X                                | TENANT:        | "NO" is not 2 to 50 characters
            tenants change hotel-uno --name=                          | --name:        | 1 to 200 printable characters, was ""
            tenants change hotel-uno --zone Mars                      | --zone:        | such as America/Argentina/Buenos_Aires, not "Mars"
            tenants change hotel-uno --opens 9                        | --opens:       | such as 09:00, not "9"
            tenants change hotel-uno --closes 25:00                   | --closes:      | such as 09:00, not "25:00"
            tenants assign NO --kind phone +5491112345678             | TENANT:        | "NO" is not 2 to 50 characters
            tenants assign hotel-uno --kind phone --channel NO! 1234567 | --channel:   | "NO!" is not 1 to 30 characters
            tenants assign hotel-uno --kind phone 12                  | VALUE:         | a telephone number in E.164
            tenants remove hotel-uno --kind email ana                 | VALUE:         | an e-mail address
            tenants audit NO                                          | TENANT:        | "NO" is not 2 to 50 characters
            tenants audit hotel-uno --limit 0                         | --limit:       | it must be 1 to 1000, not 0
            """)
    void aWrongCommandLineIsRefusedBeforeADatabaseIsNeeded(String command, String option, String rule) {
        Path home = directory.resolve("home");

        Run unanswered = Run.of(UNANSWERED, home, command.split(" "));
        assertThat(unanswered.exitCode()).as(unanswered.err()).isEqualTo(2);
        assertThat(unanswered.err()).startsWith(option).contains(rule).doesNotContain("127.0.0.1", "PostgreSQL");

        Run embedded = Run.of(EMBEDDED, home, command.split(" "));
        assertThat(embedded).isEqualTo(unanswered);
        assertThat(home).doesNotExist();
    }
}
