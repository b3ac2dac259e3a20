package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.Problem;
import io.conserje.bootstrap.config.SettingsException;
import io.conserje.bootstrap.embedded.EmbeddedServerException;
import io.conserje.bootstrap.probe.Trouble;
import io.conserje.db.transfer.TransferCutException;
import io.conserje.db.transfer.TransferRefusedException;
import java.io.PrintWriter;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns an exception of a command into a message and an exit code. The stack trace goes to the log. */
final class Failures implements IExecutionExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        LOG.debug("{} failed", command.getCommandSpec().qualifiedName(), failure);
        return switch (failure) {
            case SettingsException settings -> {
                print(err, settings.problems());
                yield ExitCode.CHECK_FAILED;
            }
            case EmbeddedServerException server -> {
                err.println(server.getMessage());
                yield ExitCode.CANNOT_REACH;
            }
            case UsageException usage -> {
                err.println(usage.getMessage());
                yield ExitCode.USAGE;
            }
            case TransferRefusedException refused -> {
                err.println(NextCommand.after(command.getParseResult()).complete(Trouble.wordsOf(refused)));
                yield ExitCode.CHECK_FAILED;
            }
            case TransferCutException cut -> {
                err.println(NextCommand.after(command.getParseResult()).ofCut(Trouble.wordsOf(cut)));
                Trouble.remedyFor(cut).ifPresent(err::println);
                yield Trouble.isUnreachable(cut) ? ExitCode.CANNOT_REACH : ExitCode.CHECK_FAILED;
            }
            default -> {
                err.println(Trouble.wordsOf(failure));
                Trouble.remedyFor(failure).ifPresent(err::println);
                yield Trouble.isUnreachable(failure) ? ExitCode.CANNOT_REACH : ExitCode.CHECK_FAILED;
            }
        };
    }

    static void print(PrintWriter out, List<Problem> problems) {
        out.println(problems.size() == 1 ? "1 setting cannot be used:" : problems.size() + " settings cannot be used:");
        problems.forEach(problem -> out.println("  " + problem));
    }
}
