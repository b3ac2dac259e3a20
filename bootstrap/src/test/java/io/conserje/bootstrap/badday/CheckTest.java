package io.conserje.bootstrap.badday;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.bootstrap.badday.Evidence.Got;
import io.conserje.bootstrap.badday.Evidence.Heard;
import io.conserje.bootstrap.badday.Evidence.Kind;
import io.conserje.bootstrap.badday.Evidence.Said;
import io.conserje.bootstrap.badday.Evidence.Told;
import io.conserje.bootstrap.badday.Evidence.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A good day has no faults, and each change of it is one. */
class CheckTest {

    private static final String ANA = "+5491100000001";
    private static final String BEN = "+5491100000002";
    private static final long SECOND = TimeUnit.SECONDS.toMicros(1);
    private static final int MESSAGES = 5;

    private final List<Told> told = new ArrayList<>();
    private final List<Heard> heard = new ArrayList<>();
    private final List<Got> got = new ArrayList<>();
    private final Map<Said, String> letters = new HashMap<>();
    private final Map<Said, String> replyLetters = new HashMap<>();
    private final List<Trouble> troubles = new ArrayList<>();

    /** Each guest writes every ten seconds, is heard after a tenth of one, and gets the reply after two. */
    private void aGoodDay() {
        for (int place = 0; place < MESSAGES; place++) {
            for (String guest : List.of(ANA, BEN)) {
                Said what = new Said(guest, place);
                long at = 10L * place * SECOND;
                told.add(new Told(guest.equals(ANA) ? 1 : 2, what, at, at + SECOND / 20));
                heard.add(heard("p", what, at + SECOND / 10));
                got.add(new Got("p", what, at + SECOND / 5));
            }
        }
    }

    private static Heard heard(String process, Said what, long at) {
        return new Heard(process, what, what.place() == 0 ? "" : String.valueOf(what.place() - 1), at);
    }

    private List<String> faults() {
        return new Check(new Evidence(told, heard, got, letters, replyLetters, troubles), Duration.ofSeconds(1))
                .faults();
    }

    private static Said ana(int place) {
        return new Said(ANA, place);
    }

    private void trouble(Kind kind, @Nullable Integer hotel, @Nullable String process, long from, long to) {
        troubles.add(new Trouble(kind, hotel, process, from, to, SECOND));
    }

    private void assertFault(String start) {
        assertThat(faults()).singleElement().asString().startsWith(start);
    }

    @Test
    void aGoodDayHasNoFaults() {
        aGoodDay();
        assertThat(faults()).isEmpty();
    }

    @Test
    void aMessageThatNoHandlerHeardIsAFault() {
        aGoodDay();
        heard.removeIf(call -> call.what().equals(ana(2)));
        assertFault("handlers heard without " + ana(2));
    }

    @Test
    void aReplyThatNobodyGotIsAFault() {
        aGoodDay();
        got.removeIf(reply -> reply.what().equals(ana(4)));
        assertFault("replies were got without " + ana(4));
    }

    @Test
    void aMessageThatNobodyWroteIsAFault() {
        aGoodDay();
        heard.add(heard("p", ana(MESSAGES), 100 * SECOND));
        assertFault("handlers heard with " + ana(MESSAGES));
    }

    @Test
    void aReplyToAStrangerIsAFault() {
        aGoodDay();
        got.add(new Got("p", new Said("+5491100000003", 0), 1));
        assertFault("replies went to a guest who said nothing");
    }

    @Test
    void twoSwappedCallsAreAFault() {
        aGoodDay();
        Said first = ana(1);
        Said second = ana(2);
        heard.replaceAll(call -> call.what().equals(first)
                ? new Heard("p", second, "0", call.at())
                : call.what().equals(second) ? new Heard("p", first, "0", call.at()) : call);
        assertThat(faults())
                .contains("handlers heard out of order: " + first + " after " + second)
                .contains("session of " + second + ": remembered \"0\", not \"1\"");
    }

    @Test
    void twoSwappedRepliesAreAFault() {
        aGoodDay();
        Said first = ana(1);
        Said second = ana(2);
        got.replaceAll(reply -> reply.what().equals(first)
                ? new Got("p", second, reply.at())
                : reply.what().equals(second) ? new Got("p", first, reply.at()) : reply);
        assertThat(faults()).contains("replies were got out of order: " + first + " after " + second);
    }

    @Test
    void aForgottenSessionIsAFault() {
        aGoodDay();
        heard.replaceAll(call -> call.what().equals(ana(3)) ? new Heard("p", ana(3), "", call.at()) : call);
        assertFault("session of " + ana(3));
    }

    @Test
    void aSecondReplyIsAFaultUnlessItsProcessDied() {
        aGoodDay();
        got.add(9, new Got("q", ana(4), 41 * SECOND));
        assertFault("sent again without a cause");
        trouble(Kind.KILL, null, "q", 40 * SECOND + SECOND / 2, 40 * SECOND + SECOND / 2);
        assertFault("sent again without a cause");
        trouble(Kind.KILL, null, "p", 45 * SECOND, 45 * SECOND);
        assertFault("sent again without a cause");
        trouble(Kind.KILL, null, "p", 40 * SECOND + SECOND / 2, 40 * SECOND + SECOND / 2);
        assertThat(faults()).isEmpty();
    }

    @Test
    void aSecondReplyIsAFaultUnlessTheDatabaseWasAway() {
        aGoodDay();
        got.add(9, new Got("p", ana(4), 41 * SECOND));
        trouble(Kind.DATABASE, null, null, 30 * SECOND, 31 * SECOND);
        trouble(Kind.LOCK, 1, null, 40 * SECOND, 41 * SECOND);
        assertFault("sent again without a cause");
        trouble(Kind.DATABASE, null, null, 40 * SECOND, 41 * SECOND);
        assertThat(faults()).isEmpty();
    }

    @Test
    void aSecondCallIsAFaultUnlessTheFirstFailed() {
        aGoodDay();
        heard.add(9, heard("q", ana(4), 41 * SECOND));
        trouble(Kind.PMS, 2, null, 40 * SECOND, 41 * SECOND);
        assertFault("handled again without a cause");
        trouble(Kind.PMS, 1, null, 40 * SECOND, 41 * SECOND);
        assertThat(faults()).isEmpty();
    }

    @Test
    void aDeadLetterNeedsACauseAndAReason() {
        aGoodDay();
        letters.put(ana(4), "pms_unavailable");
        got.removeIf(reply -> reply.what().equals(ana(4)));
        assertFault("dead letter without a cause");
        trouble(Kind.PMS, 1, null, 40 * SECOND, 41 * SECOND);
        assertThat(faults()).isEmpty();
        letters.put(ana(4), "");
        assertFault("dead letter without a cause");
    }

    @Test
    void aReplyToADeadLetterIsAFault() {
        aGoodDay();
        letters.put(ana(4), "pms_unavailable");
        trouble(Kind.PMS, 1, null, 40 * SECOND, 41 * SECOND);
        assertFault("replies were got with " + ana(4));
    }

    @Test
    void aDeadReplyIsAFault() {
        aGoodDay();
        replyLetters.put(ana(4), "given_up");
        got.removeIf(reply -> reply.what().equals(ana(4)));
        assertFault("dead reply without a cause");
    }

    @Test
    void aLongWaitIsAFaultUnlessTroubleExplainsIt() {
        aGoodDay();
        heard.replaceAll(call -> call.what().equals(ana(4)) ? heard("p", ana(4), 43 * SECOND) : call);
        got.replaceAll(reply -> reply.what().equals(ana(4)) ? new Got("p", ana(4), 43 * SECOND + 1) : reply);
        trouble(Kind.LOCK, 2, null, 40 * SECOND, 43 * SECOND);
        trouble(Kind.DATABASE, null, null, 30 * SECOND, 38 * SECOND);
        trouble(Kind.TOKEN, null, null, 40 * SECOND, 43 * SECOND);
        assertFault("waited too long for " + ana(4) + " of hotel 1: 3000 ms, allowed are 1000");
        trouble(Kind.LOCK, 1, null, 40 * SECOND, 41 * SECOND);
        assertThat(faults()).isEmpty();
    }

    @Test
    void aLongWaitForAReplyIsAFaultUnlessTroubleExplainsIt() {
        aGoodDay();
        got.replaceAll(reply -> reply.what().equals(ana(4)) ? new Got("p", ana(4), 43 * SECOND) : reply);
        assertFault("waited too long for the reply to " + ana(4));
        trouble(Kind.TOKEN, null, null, 40 * SECOND, 42 * SECOND);
        assertThat(faults()).isEmpty();
    }
}
