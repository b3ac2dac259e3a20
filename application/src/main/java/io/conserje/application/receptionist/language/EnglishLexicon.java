package io.conserje.application.receptionist.language;

import io.conserje.application.receptionist.reading.Lexicon;
import io.conserje.application.receptionist.reading.Term;
import java.util.List;

/** English as guests from anywhere write it. */
final class EnglishLexicon {

    static final List<String> WEEKDAYS =
            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

    static final List<String> MONTHS = List.of(
            "January February March April May June July August September October November December".split(" ", -1));

    static final Lexicon LEXICON = Lexicon.builder()
            .words(Term.COMMON, """
                    hello, hi, hey, good, morning, afternoon, evening, the, of, for, from, to, with, and, this, next,
                    what, when, how, can, do, does, have, is, are, you, your, i, we, want, need, would, like,
                    looking, room, rooms, available, availability, book, weekend, week, night, nights, today,
                    tonight, tomorrow, people, person, guests, adults, thanks, thank, please, hours, open, close,
                    price, prices, much, talk, speak, human, help, back, bye, goodbye, confirm, cancel, until,
                    between, other, dates""")
            // Days
            .weekdays(WEEKDAYS)
            .months(MONTHS)
            .otherMonths("jan, feb, mar, apr, may, jun, jul, aug, sept/sep, oct, nov, dec")
            .words(Term.ARTICLE, "the, on")
            .words(Term.OF, "of")
            .words(Term.TO, "to, through, thru")
            .words(Term.UNTIL, "until, till, til")
            .words(Term.LEAVING, "out, checkout, leaving, leave, departure")
            .words(Term.AND, "and")
            .words(Term.BETWEEN, "between")
            .words(Term.FILLER, "check, we, i")
            .words(Term.NEXT, "next, following")
            .words(Term.FIRST, "first")
            .words(Term.TODAY, "today, tonight")
            .words(Term.TOMORROW, "tomorrow")
            .words(Term.DAY_AFTER_TOMORROW, "day after tomorrow")
            .words(Term.YESTERDAY, "yesterday")
            .words(Term.WEEKEND, "weekend, week end, long weekend")
            .words(Term.ORDINAL_ENDING, "st, nd, rd, th")
            // Lengths
            .words(Term.NIGHTS, "night, nights, day, days")
            .words(Term.WEEKS, "week, weeks")
            .words(Term.ONE_NIGHT, "a night")
            .words(Term.ONE_WEEK, "a week")
            .words(Term.OFFSET, "in")
            // Times of day
            .words(Term.AT, "at")
            .words(Term.O_CLOCK, """
                    am, pm, a m, p m, hours, hr, hrs, o clock,
                    in the morning, in the afternoon, in the evening, at night""")
            .words(Term.BETWEEN_HOURS, "and, or")
            .words(Term.PART_OF_DAY, "in the morning, in the afternoon, in the evening, at noon, at night")
            .words(Term.HOUR, "eleven, twelve")
            // Counts
            .numbers("one, two, three, four, five, six, seven, eight, nine, ten")
            .words(Term.PEOPLE, "person, persons, people, guest, guests, pax")
            .words(Term.ADULTS, "adult, adults")
            .words(Term.CHILDREN, "child, children, kid, kids, baby, babies")
            .words(Term.OTHER_UNIT, "month, months, year, years, rooms, bed, beds")
            .words(Term.BEFORE_COUNT, "for, are, re")
            .words(Term.AFTER_COUNT, "from, this, next, on, in, today, tonight, tomorrow, please, thanks")
            .words(Term.PARTY, "family, group, party")
            .words(Term.ALONG_WITH, "and, with, plus")
            // Wishes
            .words(Term.PERSON_WANTED, """
                    human, agent, operator, representative, receptionist, real person, talk to, talk with, speak to,
                    speak with, can a person, want a person, need a person""")
            .words(Term.A_PERSON, "a person")
            .words(Term.BEFORE_COUNTED_PERSON, "for, per, am, only, just")
            .words(Term.PERSON_ALONE, "person, reception")
            .words(Term.HOURS, "hours, open, opens, opening, close, closes, closed, closing, what time")
            .words(Term.NEAR, "close to, close by")
            .words(Term.ROOM_WANTED, """
                    availability, available, room, rooms, book, a booking, a reservation, vacancy, vacancies, rate,
                    rates, price, prices, how much, accommodation, to stay""")
            .words(Term.OTHER_DATES, "other dates, another date, different dates")
            .words(Term.PARTING, "bye, goodbye, see you")
            .words(Term.THANKS, "thanks, thank, thx, ok, okay, perfect, great")
            .words(Term.HELLO, "hello, hi, hey, good morning, good afternoon, good evening")
            .words(Term.MENU, "menu, help, bot, options, what can you do")
            .words(Term.BACK, "menu, bot, back, back to the bot")
            // Bookings
            .words(Term.CONFIRM, "confirm")
            .words(Term.CONFIRMED, "confirmed")
            .words(Term.YES, "yes, ok")
            .words(Term.CANCEL, "cancel")
            .words(Term.QUESTION, "what, which, when, where, how, who, why, can, could, will, is, are, do, does")
            .words(Term.DOUBT, "no, not, don, dont, yet, but, wait, if, later")
            .words(Term.BESIDE, """
                    yes, yeah, ok, okay, perfect, great, sure, hello, hi, thanks, thank, you, please, then, i, we, d,
                    want, need, would, like, to, the, and, my, our, it, this, that, room, booking, reservation,
                    number""")
            .words(Term.ROOM, "room")
            .words(Term.BEFORE_ROOM_NUMBER, "the, number")
            .build();

    private EnglishLexicon() {}
}
