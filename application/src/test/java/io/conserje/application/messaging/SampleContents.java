package io.conserje.application.messaging;

import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageContent.Choice;
import io.conserje.domain.messaging.MessageContent.Contacts;
import io.conserje.domain.messaging.MessageContent.Echo;
import io.conserje.domain.messaging.MessageContent.Edit;
import io.conserje.domain.messaging.MessageContent.Form;
import io.conserje.domain.messaging.MessageContent.Location;
import io.conserje.domain.messaging.MessageContent.Media;
import io.conserje.domain.messaging.MessageContent.Notice;
import io.conserje.domain.messaging.MessageContent.Order;
import io.conserje.domain.messaging.MessageContent.Reaction;
import io.conserje.domain.messaging.MessageContent.Revocation;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.messaging.MessageContent.Unsupported;
import io.conserje.domain.messaging.MessageContext;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;

/** Contents of every kind, and contexts, with characters that are easily spoilt and at their bounds. */
final class SampleContents {

    private static final String ODD = "¿\"'\\{}[],: \n\t\u001b\u2028 🛎️ 日本語";
    private static final String LONG = "🛎".repeat(MessageContent.MAX_LABEL / 2);

    static final MessageContent CAPTIONED =
            new Media(Media.Kind.IMAGE, "4911", "image/jpeg", "¿Hay lugar? 🛎️", null, 48_211L, false, false);

    static final MessageContent ROW = new Choice(Choice.Control.ROW, "room-101", "La 101", "Doble, con balcón");

    static final MessageContent CORRECTION = new Edit("wamid.X1", new Text("del 20 al 22"));

    static final List<MessageContent> ALL = List.of(
            CAPTIONED,
            ROW,
            CORRECTION,
            Media.of(Media.Kind.VIDEO),
            new Media(Media.Kind.AUDIO, "1", "audio/ogg; codecs=opus", null, null, null, true, false),
            new Media(Media.Kind.STICKER, "1", "image/webp", null, null, 0L, false, true),
            new Media(Media.Kind.DOCUMENT, LONG, ODD, ODD, ODD, Long.MAX_VALUE, true, true),
            new Location(-34.603722, 58.381592, null, null, null),
            new Location(90, -180, ODD, LONG, "https://maps.example.com/?q=1&r=\"2\""),
            new Contacts(List.of()),
            new Contacts(List.of(
                    new Contacts.Card("", null, List.of(), List.of()),
                    new Contacts.Card(ODD, ODD, List.of("+54 11 5555", LONG), List.of("ana@example.com")))),
            new Contacts(Collections.nCopies(
                    MessageContent.MAX_PARTS, new Contacts.Card("Ana", null, List.of("1", "2"), List.of()))),
            new Reaction("wamid.R1", "👍🏽"),
            new Reaction("wamid.R1", null),
            new Choice(Choice.Control.BUTTON, null, "", null),
            new Choice(Choice.Control.TEMPLATE_BUTTON, ODD, ODD, ODD),
            new Form(null, "{}"),
            new Form("flow", "{\"check_in\": \"2027-03-12\", \"notes\": [\"" + "\\u0000\\ud83d".repeat(100) + "\"]}"),
            new Order(null, null, List.of()),
            new Order(
                    "354160437058781",
                    "sin gluten",
                    List.of(
                            new Order.Item("HAMBURGER", 3, new BigDecimal("30.50"), "ARS"),
                            new Order.Item(ODD, 0, null, null))),
            new Edit(ODD, new Unsupported("choice")),
            new Edit("wamid.X1", new Text("")),
            new Edit("wamid.X1", CAPTIONED),
            new Edit("wamid.X1", ROW),
            new Edit("wamid.X1", Media.of(Media.Kind.IMAGE)),
            new Revocation("wamid.X1"),
            new Echo(new Text("¿En qué le ayudo?")),
            new Echo(new Edit("wamid.X1", CAPTIONED)),
            new Echo(new Revocation("wamid.X1")),
            new Notice("user_changed_number", "5491112345678"),
            new Notice("request_welcome", null),
            new Unsupported("choice"),
            new Unsupported(LONG));

    static final List<MessageContext> CONTEXTS = List.of(
            new MessageContext("wamid.Q1", "Ana 🛎️", "@viajera", null, null, true),
            MessageContext.NONE.asLate(),
            new MessageContext(ODD, LONG, ODD, new MessageContext.Product(null, "1"), null, false),
            new MessageContext(
                    null,
                    null,
                    null,
                    new MessageContext.Product("354160437058781", "HAMBURGER"),
                    new MessageContext.Referral("ad", "120", "https://fb.example/1", ODD, "x".repeat(8192), "clid"),
                    false),
            new MessageContext(
                    null, null, null, null, new MessageContext.Referral(null, null, null, null, null, null), false));

    private SampleContents() {}
}
