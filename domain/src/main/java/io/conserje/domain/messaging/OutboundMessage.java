package io.conserje.domain.messaging;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A message from a hotel to a guest. Its constructors enforce WhatsApp's limits, so that nothing is recorded that no
 * channel would take. {@code toString} shows no text.
 */
public sealed interface OutboundMessage {

    /**
     * The message in plain words, at least one character: what a channel gets that has no messages of this kind, and
     * what operators see.
     */
    String words();

    /**
     * Plain text. Where it is longer than the channel's limit, it is split at the ends of paragraphs or words.
     *
     * @param body 1 to {@link #MAX_CHARACTERS} characters
     */
    record Text(String body) implements OutboundMessage {

        /** The longest text: 16 messages of WhatsApp. */
        public static final int MAX_CHARACTERS = 65_536;

        /** @throws IllegalArgumentException if it is blank or too long */
        public Text {
            Rule.text("A reply", body, MAX_CHARACTERS);
        }

        @Override
        public String words() {
            return body;
        }

        @Override
        public String toString() {
            return "Text[" + body.length() + " characters]";
        }
    }

    /**
     * A text that the channel has approved, with parameters. WhatsApp takes nothing else when a guest has not written
     * for 24 hours.
     *
     * @param name 1 to 512 of {@code a-z 0-9 _}
     * @param language the code under which it was approved, such as {@code es_AR}
     * @param header the parameter of its header; null if that has none
     * @param body the parameters of its body in their order, at most 30
     * @param buttons the parameters of its buttons, at most 10
     * @param text the whole text with its parameters, 1 to 4096 characters, for operators and for channels without
     *     templates; null if unknown
     */
    record Template(
            String name,
            String language,
            @Nullable TemplateHeader header,
            List<TemplateParameter> body,
            List<TemplateButton> buttons,
            @Nullable String text)
            implements OutboundMessage {

        private static final int MAX_WORDS = 4096;
        private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,512}");
        private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(_[A-Za-z0-9]{2,4})?");

        /** @throws IllegalArgumentException if a part is out of its bounds, or two buttons have one index */
        public Template {
            body = List.copyOf(body);
            buttons = List.copyOf(buttons);
            Rule.shape("The name of a template", name, NAME, "1 to 512 of a-z, 0-9 and _", "booking_reminder");
            Rule.shape("The language of a template", language, LANGUAGE, "a code of WhatsApp", "es_AR");
            Rule.count("The parameters of a template's body", body.size(), 0, 30);
            Rule.count("The button parameters of a template", buttons.size(), 0, 10);
            if (buttons.stream().map(TemplateButton::index).distinct().count() < buttons.size()) {
                throw new IllegalArgumentException("Two button parameters of template " + name
                        + " have the same index. Give each the place of its button, from 0.");
            }
            if (body.stream()
                            .map(parameter -> parameter.name() == null)
                            .distinct()
                            .count()
                    > 1) {
                throw new IllegalArgumentException("Some parameters of template " + name
                        + " have a name and some have none. Name all or none, as the template does.");
            }
            Rule.optional("The text of a template", text, MAX_WORDS);
        }

        /** A template whose body has these parameters, in their order, and nothing else. */
        public static Template of(String name, String language, String... body) {
            List<TemplateParameter> parameters =
                    List.of(body).stream().map(TemplateParameter::of).toList();
            return new Template(name, language, null, parameters, List.of(), null);
        }

        /** The text; if it is unknown, the name and the parameters. */
        @Override
        public String words() {
            if (text != null) {
                return text;
            }
            String values = body.stream().map(TemplateParameter::text).collect(Collectors.joining(", "));
            String all = values.isEmpty() ? name : name + ": " + values;
            return all.length() > MAX_WORDS ? all.substring(0, MAX_WORDS - 1) + "…" : all;
        }

        @Override
        public String toString() {
            return "Template[" + name + " in " + language + "]";
        }
    }

    /** The parameter of a template's header. */
    sealed interface TemplateHeader {

        /** A text, in a header with a placeholder; 1 to 60 characters. */
        record Words(TemplateParameter parameter) implements TemplateHeader {
            /** @throws IllegalArgumentException if it is too long */
            public Words {
                Rule.text("The header parameter of a template", parameter.text(), 60);
            }
        }

        /** An image, a video or a document, without a caption. */
        record Attached(Media media) implements TemplateHeader {
            /** @throws IllegalArgumentException if it is of another kind or has a caption */
            public Attached {
                boolean shown = media.kind() == MediaKind.IMAGE
                        || media.kind() == MediaKind.VIDEO
                        || media.kind() == MediaKind.DOCUMENT;
                if (!shown || media.caption() != null) {
                    throw new IllegalArgumentException("The header of a template shows an image, a video or a document"
                            + " without a caption, not " + media.kind().word()
                            + (media.caption() == null ? "" : " with a caption") + ".");
                }
            }
        }
    }

    /**
     * A text for a placeholder of a template.
     *
     * @param name the name of the placeholder; null if the template numbers its placeholders
     * @param text 1 to 1024 characters, without line ends, tabs and more than four spaces in a row
     */
    record TemplateParameter(@Nullable String name, String text) {

        private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,60}");
        private static final Pattern FORBIDDEN = Pattern.compile("\\p{Cntrl}| {5}");

        /** @throws IllegalArgumentException if a part is out of its bounds */
        public TemplateParameter {
            if (name != null) {
                Rule.shape("The name of a placeholder", name, NAME, "1 to 60 of a-z, 0-9 and _", "guest_name");
            }
            Rule.text("A template's parameter", text, 1024);
            if (FORBIDDEN.matcher(text).find()) {
                throw new IllegalArgumentException("A template's parameter" + (name == null ? "" : " " + name)
                        + " must have no line end, no tab and at most four spaces in a row. Put it on one line.");
            }
        }

        /** A parameter for the next numbered placeholder. */
        public static TemplateParameter of(String text) {
            return new TemplateParameter(null, text);
        }

        @Override
        public String toString() {
            return "TemplateParameter[" + text.length() + " characters]";
        }
    }

    /**
     * The parameter of one button of a template.
     *
     * @param index the place of the button, from 0 to 9
     * @param value what comes back when the guest taps it, 1 to 256 characters; the end of its address, 1 to 2000; or the
     *     code that it copies, 1 to 20
     */
    record TemplateButton(int index, Kind kind, String value) {

        /** What a button does. */
        public enum Kind {
            QUICK_REPLY(256),
            URL(2000),
            COPY_CODE(20);

            private final int max;

            Kind(int max) {
                this.max = max;
            }
        }

        /** @throws IllegalArgumentException if a part is out of its bounds */
        public TemplateButton {
            if (index < 0 || index > 9) {
                throw new IllegalArgumentException(
                        "The button of a template has an index from 0 to 9, was " + index + ". The first one has 0.");
            }
            Rule.text("The parameter of button " + index, value, kind.max);
        }

        @Override
        public String toString() {
            return "TemplateButton[" + index + ", " + kind + "]";
        }
    }

    /**
     * A text with buttons, of which the guest taps one.
     *
     * @param body 1 to 1024 characters
     * @param buttons 1 to 3, each with an id and a title of its own
     */
    record Buttons(String body, List<Button> buttons) implements OutboundMessage {

        /** @throws IllegalArgumentException if a part is out of its bounds, or two ids or titles are the same */
        public Buttons {
            buttons = List.copyOf(buttons);
            Rule.text("The text over buttons", body, 1024);
            Rule.count("The buttons of a message", buttons.size(), 1, 3);
            Set<String> seen = new HashSet<>();
            for (Button button : buttons) {
                if (!seen.add("id " + button.id()) || !seen.add("title " + button.title())) {
                    throw new IllegalArgumentException(
                            "Two buttons of a message have the same id or title. Give each its own.");
                }
            }
        }

        @Override
        public String words() {
            return body + "\n\n"
                    + buttons.stream().map(button -> "• " + button.title()).collect(Collectors.joining("\n"));
        }

        @Override
        public String toString() {
            return "Buttons[" + buttons.size() + "]";
        }
    }

    /**
     * A button.
     *
     * @param id what comes back when the guest taps it, 1 to 256 characters
     * @param title 1 to 20 characters
     */
    record Button(String id, String title) {

        /** The longest title. */
        public static final int MAX_TITLE = 20;

        /** @throws IllegalArgumentException if a part is blank or too long */
        public Button {
            Rule.text("The id of a button", id, 256);
            Rule.text("The title of a button", title, MAX_TITLE);
        }

        @Override
        public String toString() {
            return "Button[" + title.length() + " characters]";
        }
    }

    /**
     * A text with a button that opens a list, of which the guest chooses one row.
     *
     * @param body 1 to 1024 characters
     * @param button the title of the button, 1 to 20 characters
     * @param sections with 1 to 10 rows in all; each has a title if there are several
     */
    record ChoiceList(String body, String button, List<Section> sections) implements OutboundMessage {

        /** The most rows. */
        public static final int MAX_ROWS = 10;

        /** @throws IllegalArgumentException if a part is out of its bounds, or two rows have one id */
        public ChoiceList {
            sections = List.copyOf(sections);
            Rule.text("The text over a list", body, 1024);
            Rule.text("The title of a list's button", button, Button.MAX_TITLE);
            List<Row> rows = sections.stream()
                    .flatMap(section -> section.rows().stream())
                    .toList();
            Rule.count("The rows of a list", rows.size(), 1, MAX_ROWS);
            if (rows.stream().map(Row::id).distinct().count() < rows.size()) {
                throw new IllegalArgumentException("Two rows of a list have the same id. Give each its own.");
            }
            if (sections.size() > 1 && sections.stream().anyMatch(section -> section.title() == null)) {
                throw new IllegalArgumentException(
                        "A list has several sections, and one of them has no title. Give each a title.");
            }
        }

        /** A list of one section. */
        public static ChoiceList of(String body, String button, List<Row> rows) {
            return new ChoiceList(body, button, List.of(new Section(null, rows)));
        }

        @Override
        public String words() {
            return body + "\n\n" + sections.stream().map(Section::words).collect(Collectors.joining("\n\n"));
        }

        @Override
        public String toString() {
            return "ChoiceList[" + sections.size() + " sections]";
        }
    }

    /**
     * A part of a list.
     *
     * @param title 1 to 24 characters; null in a list of one section
     * @param rows one or more
     */
    record Section(@Nullable String title, List<Row> rows) {

        /** @throws IllegalArgumentException if a part is out of its bounds */
        public Section {
            rows = List.copyOf(rows);
            Rule.optional("The title of a list's section", title, Row.MAX_TITLE);
            Rule.count("The rows of a list's section", rows.size(), 1, ChoiceList.MAX_ROWS);
        }

        private String words() {
            return (title == null ? "" : title + "\n")
                    + rows.stream().map(Row::words).collect(Collectors.joining("\n"));
        }

        @Override
        public String toString() {
            return "Section[" + rows.size() + " rows]";
        }
    }

    /**
     * A row of a list.
     *
     * @param id what comes back when the guest chooses it, 1 to 200 characters
     * @param title 1 to 24 characters
     * @param description 1 to 72 characters; null if it has none
     */
    record Row(String id, String title, @Nullable String description) {

        /** The longest title. */
        public static final int MAX_TITLE = 24;

        /** The longest description. */
        public static final int MAX_DESCRIPTION = 72;

        /** @throws IllegalArgumentException if a part is blank or too long */
        public Row {
            Rule.text("The id of a list's row", id, 200);
            Rule.text("The title of a list's row", title, MAX_TITLE);
            Rule.optional("The description of a list's row", description, MAX_DESCRIPTION);
        }

        private String words() {
            return "• " + title + (description == null ? "" : ": " + description);
        }

        @Override
        public String toString() {
            return "Row[" + title.length() + " characters]";
        }
    }

    /** A kind of media. */
    enum MediaKind {
        IMAGE,
        VIDEO,
        AUDIO,
        DOCUMENT,
        STICKER;

        /** The name in lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where the channel gets media from. */
    sealed interface MediaSource {

        /** An address that the channel can read: an http or https one of at most 2000 characters. */
        record Link(String address) implements MediaSource {

            private static final int MAX = 2000;
            private static final Pattern SHAPE = Pattern.compile("https?://[^\\s/?#@]+([/?#]\\S*)?");

            /** @throws IllegalArgumentException if it is no such address */
            public Link {
                if (address.length() > MAX || !SHAPE.matcher(address).matches()) {
                    throw new IllegalArgumentException("The link of media must be an http or https address of at most "
                            + MAX + " characters without a password, had " + address.length()
                            + " characters. Example: https://hotel.example/map.pdf");
                }
            }

            @Override
            public String toString() {
                return "Link[" + address.length() + " characters]";
            }
        }

        /** An id that the channel gave to media which was uploaded to it; 1 to 255 characters. */
        record Id(String value) implements MediaSource {
            /** @throws IllegalArgumentException if it is blank or too long */
            public Id {
                Rule.text("The id of media", value, 255);
            }
        }
    }

    /**
     * An image, a video, a recording, a document or a sticker.
     *
     * @param caption 1 to 1024 characters; null if it has none. A recording and a sticker have none
     * @param fileName the name under which the guest gets a document, 1 to 240 characters; null for other kinds
     */
    record Media(
            MediaKind kind,
            MediaSource source,
            @Nullable String caption,
            @Nullable String fileName) implements OutboundMessage {

        /** @throws IllegalArgumentException if a part is out of its bounds, or does not fit the kind */
        public Media {
            Rule.optional("The caption of media", caption, 1024);
            Rule.optional("The file name of a document", fileName, 240);
            if (caption != null && (kind == MediaKind.AUDIO || kind == MediaKind.STICKER)) {
                throw new IllegalArgumentException(
                        "Media of kind " + kind.word() + " has no caption. Send the words as a message of their own.");
            }
            if (fileName != null && kind != MediaKind.DOCUMENT) {
                throw new IllegalArgumentException("Media of kind " + kind.word()
                        + " has no file name; only a document has one. Leave the file name out.");
            }
        }

        /** Media at an address, without a caption. */
        public static Media at(MediaKind kind, String address) {
            return new Media(kind, new MediaSource.Link(address), null, null);
        }

        /** Media that was uploaded to the channel, without a caption. */
        public static Media uploaded(MediaKind kind, String id) {
            return new Media(kind, new MediaSource.Id(id), null, null);
        }

        /** With this caption. */
        public Media withCaption(String text) {
            return new Media(kind, source, text, fileName);
        }

        /** With this file name. */
        public Media named(String name) {
            return new Media(kind, source, caption, name);
        }

        /** The caption and the address; the file name or the kind for media without an address. */
        @Override
        public String words() {
            String place = switch (source) {
                case MediaSource.Link link -> link.address();
                case MediaSource.Id id -> fileName == null ? "[" + kind.word() + "]" : fileName;
            };
            return caption == null ? place : caption + "\n" + place;
        }

        @Override
        public String toString() {
            return "Media[" + kind.word() + "]";
        }
    }

    /**
     * An emoji at a message of the guest.
     *
     * @param to the guest's message, by the channel's id
     * @param emoji one emoji, 1 to 32 characters
     */
    record Reaction(ProviderMessageId to, String emoji) implements OutboundMessage {

        /** @throws IllegalArgumentException if the emoji is blank, too long or has a letter */
        public Reaction {
            Rule.text("The emoji of a reaction", emoji, 32);
            if (emoji.codePoints().anyMatch(Character::isLetter)) {
                throw new IllegalArgumentException("A reaction must be one emoji, without letters. Example: 👍");
            }
        }

        @Override
        public String words() {
            return emoji;
        }

        @Override
        public String toString() {
            return "Reaction[" + to + "]";
        }
    }
}
