package io.conserje.application.receptionist.language;

import io.conserje.application.receptionist.reading.Lexicon;
import io.conserje.application.receptionist.reading.Term;
import java.util.List;

/** Spanish as guests of hotels in the Río de la Plata write it. */
final class SpanishLexicon {

    static final List<String> WEEKDAYS =
            List.of("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo");

    static final List<String> MONTHS = List.of(
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(" ", -1));

    static final Lexicon LEXICON = Lexicon.builder()
            .words(Term.COMMON, """
                    hola, buenas, buenos, buen, día, días, tardes, noche, noches, el, la, los, las, de, del, al,
                    para, por, con, y, un, una, este, esta, que, hay, tienen, tenés, es, son, quiero, quería,
                    quisiera, necesito, busco, somos, fin, semana, finde, próximo, hoy, mañana, pasado, habitación,
                    habitaciones, disponibilidad, persona, personas, adultos, gracias, hasta, desde, entre, horario,
                    horarios, hora, abren, cierran, atienden, precio, precios, cuánto, hablar, ayuda, volver, chau,
                    adiós, confirmo, confirmar, cancelar, cancelo, otras, fechas, setiembre""")
            // Days
            .weekdays(WEEKDAYS)
            .months(MONTHS)
            .otherMonths("ene, feb, mar, abr, may, jun, jul, ago, setiembre/sept/sep, oct, nov, dic")
            .words(Term.ARTICLE, "el, los, día")
            .words(Term.OF, "de")
            .words(Term.OF_THE, "del")
            .words(Term.TO, "a")
            .words(Term.TO_THE, "al")
            .words(Term.UNTIL, "hasta")
            .words(Term.LEAVING, "salida, salgo, salimos, salir, voy, vamos, regreso")
            .words(Term.AND, "y")
            .words(Term.BETWEEN, "entre")
            .words(Term.FILLER, "me, nos")
            .words(Term.NEXT, "próximo, siguiente, que viene")
            .words(Term.FIRST, "primero")
            .words(Term.TODAY, "hoy, esta noche")
            .words(Term.TOMORROW, "mañana")
            .words(Term.MORNING_AFTER, "la, esta, una")
            .words(Term.DAY_AFTER_TOMORROW, "pasado mañana")
            .words(Term.YESTERDAY, "ayer")
            .words(Term.WEEKEND, "fin de semana, fin de semana largo, finde, findes")
            .words(Term.MONTH_ONLY_AFTER_DAY, "mar")
            .words(Term.ORDINAL_ENDING, "ro, er, o")
            // Lengths
            .words(Term.NIGHTS, "noche, noches, día, días")
            .words(Term.WEEKS, "semana, semanas")
            .words(Term.OFFSET, "en, dentro, hace")
            // Times of day
            .words(Term.AT, "a las, las")
            .words(Term.AT_ONE, "a la")
            .words(Term.O_CLOCK, """
                    hs, h, hr, hrs, hora, horas, am, pm, a m, p m,
                    de la mañana, de la tarde, de la noche, de la madrugada""")
            .words(Term.BETWEEN_HOURS, "y, o, a")
            .words(Term.PART_OF_HOUR, "y media, y cuarto, y pico, menos cuarto, en punto")
            .words(Term.PART_OF_DAY, """
                    por la mañana, por la tarde, por la noche, a la mañana, a la tarde, a la noche,
                    al mediodía, a mediodía, a medianoche""")
            .words(Term.HOUR, "once, doce")
            // Counts
            .numbers("un/uno/una, dos, tres, cuatro, cinco, seis, siete, ocho, nueve, diez")
            .words(Term.PEOPLE, "persona, personas, huésped, huéspedes, pasajero, pasajeros, pax")
            .words(Term.ADULTS, "adulto, adultos, adulta, adultas")
            .words(Term.CHILDREN, """
                    niño, niños, niña, niñas, nene, nenes, nena, nenas, bebé, bebés, menor, menores, chico, chicos,
                    hijo, hijos""")
            .words(Term.OTHER_UNIT, "mes, meses, año, años, habitaciones, cama, camas, pesos, dólares")
            .words(Term.BEFORE_COUNT, "para, somos, seríamos, seremos, ser")
            .words(Term.AFTER_COUNT, """
                    del, desde, el, la, este, esta, próximo, en, hoy, mañana, por, gracias""")
            .words(Term.PARTY, "familia, grupo")
            .words(Term.ALONG_WITH, "y, con, más")
            // Wishes
            .words(Term.PERSON_WANTED, """
                    hablar con, hablo con, comunicarme con, comunicar con, contactar con, agente, humano, humana,
                    operador, operadora, asesor, asesora, representante, recepcionista, persona real, alguien real,
                    me atienda, me atiende, quiero una persona, necesito una persona""")
            .words(Term.A_PERSON, "una persona")
            .words(Term.BEFORE_COUNTED_PERSON, "para, por, soy, somos, solo")
            .words(Term.PERSON_ALONE, "persona, recepción")
            .words(Term.HOURS, """
                    horario, horarios, a qué hora, qué hora, qué horas, abren, abre, abierto, abierta, abiertos,
                    abiertas, cierran, cierra, cerrado, cerrada, atienden, atención""")
            .words(Term.ROOM_WANTED, """
                    disponibilidad, disponible, disponibles, habitación, habitaciones, cuarto, cuartos, reservar,
                    reservo, una reserva, alojamiento, alojarme, alojarnos, hospedaje, hospedarme, hospedarnos,
                    hospedar, tarifa, tarifas, precio, precios, cuánto cuesta, cuánto sale, cuánto cobran,
                    cuánto vale, libre, libres, hay lugar, tienen lugar, vacantes""")
            .words(Term.OTHER_DATES, "otras fechas, otra fecha, otros días")
            .words(Term.PARTING, "chau, chao, adiós, nos vemos")
            .words(Term.PARTING_UNLESS_DATES, "hasta luego, hasta mañana, hasta pronto")
            .words(Term.THANKS, "gracias, ok, dale, perfecto, listo, genial, muy amable")
            .words(Term.HELLO, "hola, buenas, buen día, buenos días, saludos, qué tal")
            .words(Term.MENU, "menú, ayuda, bot, volver, opciones")
            .words(Term.BACK, "menú, bot, volver, volver al bot, volver al menú")
            // Bookings
            .words(Term.CONFIRM, "confirmo, confirmamos, confirmar")
            .words(Term.CONFIRMED, "confirmado, confirmada")
            .words(Term.YES, "sí, ok, dale, listo, perfecto")
            .words(Term.CANCEL, """
                    cancelo, cancelar, cancelarla, cancela, cancele, cancelamos, anular, anularla, anulo, anule""")
            .words(Term.QUESTION, """
                    qué, cuál, cuáles, cuándo, cuánto, cuánta, dónde, cómo, quién, puede, puedo, podría""")
            .words(Term.DOUBT, "no, todavía, aún, pero, mejor, espere, espera, luego, después")
            .words(Term.BESIDE, """
                    sí, ok, dale, listo, perfecto, genial, bueno, buenas, claro, hola, gracias, muchas, por, favor,
                    entonces, yo, quiero, queremos, quisiera, necesito, deseo, lo, la, le, les, el, de, y, mi, esa,
                    ese, esta, eso, todo, habitación, hab, cuarto, reserva, reservación, número, nro""")
            .words(Term.ROOM, "habitación, hab, cuarto")
            .words(Term.BEFORE_ROOM_NUMBER, "la, número, nro")
            .build();

    private SpanishLexicon() {}
}
