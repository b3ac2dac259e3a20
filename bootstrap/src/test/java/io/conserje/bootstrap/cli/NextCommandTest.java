package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.Writer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.ParseResult;

class NextCommandTest {

    private static final String CUT =
            "Go on with: ./conserje db transfer run --resume. Or undo it with: ./conserje db transfer abort";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            run --follow --keep-way-back --to-redis env:R | run --resume --from env:A --to file:b --to-redis env:R --keep-way-back | abort --from env:A --to file:b --to-redis env:R
            copy --follow                                 | copy --resume --from env:A --to file:b                                       | abort --from env:A --to file:b
            finish --from-redis env:O --drop-redis        | finish --from env:A --to file:b --from-redis env:O --drop-redis              | abort --from env:A --to file:b
            follow                                        | follow --from env:A --to file:b                                              | abort --from env:A --to file:b
            """)
    void theNextCommandHasWhatWasTyped(String typed, String goOn, String undo) {
        assertThat(NextCommand.after(parsed(typed + " --from env:A --to file:b"))
                        .ofCut(CUT))
                .isEqualTo("Go on with: ./conserje db transfer " + goOn + ". Or undo it with: ./conserje db transfer "
                        + undo);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            See ./conserje db transfer status                            | See ./conserje db transfer status --from URL --to env:B
            --from: end it with ./conserje db transfer abort             | --from: end it with ./conserje db transfer abort
            Undo it with: ./conserje db transfer abort --from X --to Y   | Undo it with: ./conserje db transfer abort --from X --to Y
            Give it back with: ./conserje db thaw --from URL             | Give it back with: ./conserje db thaw --from URL
            """)
    void aMessageKeepsWhatIsAboutOtherEndsAndShowsNoPassword(String message, String completed) {
        assertThat(NextCommand.after(parsed("run --from postgresql://ana:secret@db.example.com/hotel --to env:B"))
                        .complete(message))
                .isEqualTo(completed);
    }

    private static ParseResult parsed(String step) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter(), true);
        ParseResult all = Main.commandLine(Outside.real(), nowhere, nowhere)
                .parseArgs(("db transfer " + step).strip().split(" +"));
        return all.subcommand().subcommand().subcommand();
    }
}
