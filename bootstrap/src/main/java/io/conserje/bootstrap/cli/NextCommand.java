package io.conserje.bootstrap.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ParseResult;

/** The commands that messages about a transfer name, with the ends that were typed, so that they can be pasted. */
final class NextCommand {

    private static final Pattern STEP = Pattern.compile(
            "\\./conserje db transfer ([a-z]++)((?: --(?!(?:from|to)\\b)[a-z-]+)*+)(?! --(?:from|to)\\b)");

    private static final String RESUME = "./conserje db transfer run --resume";
    private static final List<String> ENDS = List.of("--from", "--to");
    private static final List<String> STORES = List.of("--from-redis", "--to-redis");

    /** Without these, a step that goes on would leave another end than the one that was asked for. */
    private static final List<String> FLAGS = List.of("--drop-redis", "--keep-way-back");

    private final String step;
    private final ParseResult typed;

    private NextCommand(ParseResult typed) {
        this.step = typed.commandSpec().name();
        this.typed = typed;
    }

    /** @param typed the command line of a step of a transfer */
    static NextCommand after(ParseResult typed) {
        return new NextCommand(typed);
    }

    /** The name of the command that was typed. */
    String step() {
        return step;
    }

    /** The command that goes on with the step that was cut. {@code run --resume} would do the steps after it, too. */
    String goOn() {
        return switch (step) {
            case "copy" -> "./conserje db transfer copy --resume";
            case "run" -> RESUME;
            default -> "./conserje db transfer " + step;
        };
    }

    /** The message about a cut step. */
    String ofCut(String message) {
        return complete(message.replace(RESUME, goOn()));
    }

    /** A message whose commands have the ends that were typed. A line about {@code --from} is about another transfer. */
    String complete(String message) {
        if (!typed.hasMatchedOption("--from") || !typed.hasMatchedOption("--to")) {
            return message;
        }
        return message.lines()
                .map(line -> line.startsWith("--from: ") ? line : completeLine(line))
                .collect(Collectors.joining("\n"));
    }

    private String completeLine(String line) {
        Matcher command = STEP.matcher(line);
        StringBuilder completed = new StringBuilder();
        while (command.find()) {
            command.appendReplacement(completed, Matcher.quoteReplacement(command.group() + options(command.group(1))));
        }
        return command.appendTail(completed).toString();
    }

    private String options(String named) {
        return Stream.concat(ENDS.stream(), more(named))
                .filter(typed::hasMatchedOption)
                .map(option -> FLAGS.contains(option) ? " " + option : " " + option + " " + shown(option))
                .collect(Collectors.joining());
    }

    /** What a step takes beside the two databases. */
    private static Stream<String> more(String named) {
        return switch (named) {
            case "run", "copy", "finish" -> Stream.concat(STORES.stream(), FLAGS.stream());
            case "abort" -> Stream.of("--to-redis");
            default -> Stream.empty();
        };
    }

    /** A URL may have a password. */
    private String shown(String option) {
        String written = typed.matchedOption(option).originalStringValues().getLast();
        return written.startsWith("env:") || written.startsWith("file:") ? written : "URL";
    }
}
