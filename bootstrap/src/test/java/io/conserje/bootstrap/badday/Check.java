package io.conserje.bootstrap.badday;

import static java.util.stream.Collectors.groupingBy;

import io.conserje.bootstrap.badday.Evidence.Got;
import io.conserje.bootstrap.badday.Evidence.Heard;
import io.conserje.bootstrap.badday.Evidence.Kind;
import io.conserje.bootstrap.badday.Evidence.Said;
import io.conserje.bootstrap.badday.Evidence.Told;
import io.conserje.bootstrap.badday.Evidence.Trouble;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Compares what the channel was told with what handlers heard and guests got. It names each message that was lost, made
 * up, out of order, repeated without a cause, given up without a cause, or that waited for too long. Not thread-safe.
 */
final class Check {

    /** A call takes two seconds at most, that of a slow PMS, and is recorded soon after that. */
    private static final long AROUND = TimeUnit.SECONDS.toMicros(4);

    private final Evidence evidence;
    private final long bound;
    private final List<String> faults = new ArrayList<>();
    private final Map<Integer, List<Duration>> waits = new HashMap<>();
    private final Map<Integer, List<Duration>> replyWaits = new HashMap<>();
    private int heardAgain;
    private int gotAgain;

    /** @param bound the longest wait for a handler, and for a reply, that no trouble explains */
    Check(Evidence evidence, Duration bound) {
        this.evidence = evidence;
        this.bound = TimeUnit.NANOSECONDS.toMicros(bound.toNanos());
    }

    /** What is wrong; empty if nothing is. Call it once. */
    List<String> faults() {
        Map<String, List<Told>> told =
                evidence.told().stream().collect(groupingBy(one -> one.what().guest()));
        Map<String, List<Heard>> heard =
                evidence.heard().stream().collect(groupingBy(one -> one.what().guest()));
        Map<String, List<Got>> got =
                evidence.got().stream().collect(groupingBy(one -> one.what().guest()));
        strangers("handlers heard", heard.keySet(), told.keySet());
        strangers("replies went to", got.keySet(), told.keySet());
        strangers("dead letters are of", guests(evidence.letters()), told.keySet());
        strangers("dead replies are of", guests(evidence.replyLetters()), told.keySet());
        told.forEach((guest, messages) ->
                guest(messages, heard.getOrDefault(guest, List.of()), got.getOrDefault(guest, List.of())));
        return faults;
    }

    private static Set<String> guests(Map<Said, String> letters) {
        return letters.keySet().stream().map(Said::guest).collect(LinkedHashSet::new, Set::add, Set::addAll);
    }

    private void strangers(String what, Set<String> seen, Set<String> known) {
        seen.stream()
                .filter(guest -> !known.contains(guest))
                .forEach(guest -> faults.add(what + " a guest who said" + " nothing: " + guest));
    }

    private void guest(List<Told> told, List<Heard> heard, List<Got> got) {
        int hotel = told.getFirst().hotel();
        List<Said> said = told.stream().map(Told::what).toList();
        List<Said> alive = said.stream()
                .filter(one -> !evidence.letters().containsKey(one))
                .toList();
        List<Said> answered = alive.stream()
                .filter(one -> !evidence.replyLetters().containsKey(one))
                .toList();
        sameInOrder("handlers heard", said, heard.stream().map(Heard::what).toList());
        sameInOrder("replies were got", answered, got.stream().map(Got::what).toList());
        letters(hotel, said);
        repeatedCalls(hotel, heard);
        repeatedReplies(got);
        remembered(alive, heard);
        waits(hotel, told, heard, got);
    }

    /** Everything was seen, nothing else, and in order; the same one may be seen again before the next. */
    private void sameInOrder(String what, List<Said> expected, List<Said> seen) {
        List<Said> once = new ArrayList<>(new LinkedHashSet<>(seen));
        expected.stream().filter(one -> !once.contains(one)).forEach(one -> faults.add(what + " without " + one));
        once.stream().filter(one -> !expected.contains(one)).forEach(one -> faults.add(what + " with " + one));
        for (int i = 1; i < seen.size(); i++) {
            if (seen.get(i).place() < seen.get(i - 1).place()) {
                faults.add(what + " out of order: " + seen.get(i) + " after " + seen.get(i - 1));
            }
        }
    }

    private void letters(int hotel, List<Said> said) {
        for (Said one : said) {
            String reason = evidence.letters().get(one);
            if (reason != null && (reason.isBlank() || !troubled(hotel, Kind.PMS))) {
                faults.add("dead letter without a cause: " + one + ", reason \"" + reason + "\"");
            }
            if (evidence.replyLetters().containsKey(one)) {
                faults.add("dead reply without a cause: " + one + ", reason \""
                        + evidence.replyLetters().get(one) + "\"");
            }
        }
    }

    private boolean troubled(int hotel, Kind kind) {
        return evidence.troubles().stream().anyMatch(trouble -> trouble.kind() == kind && trouble.concerns(hotel));
    }

    /** A handler may be called again if its first call failed, or its end could not be recorded. */
    private void repeatedCalls(int hotel, List<Heard> heard) {
        Map<Said, Heard> last = new HashMap<>();
        for (Heard call : heard) {
            Heard before = last.put(call.what(), call);
            if (before != null) {
                heardAgain++;
                if (evidence.troubles().stream()
                        .noneMatch(trouble -> unrecorded(trouble, before.process(), before.at())
                                || ((trouble.kind() == Kind.PMS || trouble.kind() == Kind.LOCK)
                                        && trouble.concerns(hotel)
                                        && isAround(trouble, before.at())))) {
                    faults.add("handled again without a cause: " + call.what() + " by " + before.process() + " and "
                            + call.process());
                }
            }
        }
    }

    /** A reply may be sent again if the process died, or the database was away, before that was recorded. */
    private void repeatedReplies(List<Got> got) {
        Map<Said, Got> last = new HashMap<>();
        for (Got reply : got) {
            Got before = last.put(reply.what(), reply);
            if (before != null) {
                gotAgain++;
                if (evidence.troubles().stream()
                        .noneMatch(trouble -> unrecorded(trouble, before.process(), before.at()))) {
                    faults.add("sent again without a cause: the reply to " + reply.what() + " by " + before.process()
                            + " and " + reply.process());
                }
            }
        }
    }

    private static boolean unrecorded(Trouble trouble, String process, long at) {
        return switch (trouble.kind()) {
            case KILL -> process.equals(trouble.process()) && at <= trouble.to() && at >= trouble.from() - AROUND;
            case DATABASE -> isAround(trouble, at);
            default -> false;
        };
    }

    private static boolean isAround(Trouble trouble, long at) {
        return at >= trouble.from() - AROUND && at <= trouble.to() + AROUND;
    }

    /** Each call sees the session as the guest's last handled message left it. */
    private void remembered(List<Said> alive, List<Heard> heard) {
        for (Heard call : heard) {
            String expected = alive.stream()
                    .map(Said::place)
                    .filter(place -> place < call.what().place())
                    .max(Comparator.naturalOrder())
                    .map(String::valueOf)
                    .orElse("");
            if (!expected.equals(call.remembered())) {
                faults.add("session of " + call.what() + ": remembered \"" + call.remembered() + "\", not \"" + expected
                        + "\"");
            }
        }
    }

    private void waits(int hotel, List<Told> told, List<Heard> heard, List<Got> got) {
        Map<Said, Long> firstHeard = first(heard, Heard::what, Heard::at);
        Map<Said, Long> firstGot = first(got, Got::what, Got::at);
        for (Told one : told) {
            Long begun = firstHeard.get(one.what());
            if (begun != null) {
                wait(hotel, one, begun, false);
            }
            Long replied = firstGot.get(one.what());
            if (replied != null) {
                wait(hotel, one, replied, true);
            }
        }
    }

    private static <T> Map<Said, Long> first(Collection<T> seen, Function<T, Said> what, ToLongFunction<T> at) {
        Map<Said, Long> first = new HashMap<>();
        seen.forEach(one -> first.putIfAbsent(what.apply(one), at.applyAsLong(one)));
        return first;
    }

    /** From the moment at which the guest wrote, so that a closed door counts. */
    private void wait(int hotel, Told one, long until, boolean reply) {
        long waited = Math.max(0, until - one.written());
        long allowed = bound
                + evidence.troubles().stream()
                        .filter(trouble -> trouble.concerns(hotel))
                        .filter(trouble -> reply || trouble.kind() != Kind.TOKEN)
                        .filter(trouble -> trouble.overlaps(one.written(), until))
                        .mapToLong(Trouble::longest)
                        .sum();
        Duration time = Duration.of(waited, ChronoUnit.MICROS);
        (reply ? replyWaits : waits)
                .computeIfAbsent(hotel, key -> new ArrayList<>())
                .add(time);
        if (waited > allowed) {
            faults.add("waited too long for " + (reply ? "the reply to " : "") + one.what() + " of hotel " + hotel
                    + ": " + time.toMillis() + " ms, allowed are " + TimeUnit.MICROSECONDS.toMillis(allowed));
        }
    }

    int heardAgain() {
        return heardAgain;
    }

    int gotAgain() {
        return gotAgain;
    }

    /** The waits of each hotel's messages for their handler. */
    Map<Integer, List<Duration>> waits() {
        return waits;
    }

    /** The waits of each hotel's messages for their reply. */
    Map<Integer, List<Duration>> replyWaits() {
        return replyWaits;
    }
}
