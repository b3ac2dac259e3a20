package io.conserje.domain.messaging;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of a guest's message. A handler that reads text only asks for {@link #words}; one that reads more
 * switches over the types. {@code toString} shows nothing that a guest wrote.
 *
 * <p>Constructors refuse what exceeds a bound. Inbound adapters cut longer texts and lists.
 */
public sealed interface MessageContent {

    /** The maximum length of what a guest wrote. */
    int MAX_CHARACTERS = 8192;

    /** The maximum length of names, ids, titles and addresses. */
    int MAX_LABEL = 1024;

    /** The maximum length of the answers of a form. */
    int MAX_ANSWERS = 65_536;

    /** How many contacts, or items of an order, a message has at most. */
    int MAX_PARTS = 100;

    /** A stable name of the kind of content, such as {@code text}, {@code image} or {@code reaction}. */
    String type();

    /**
     * The words of the guest: a text, a caption, the title of the button or row that the guest chose, the note of an
     * order, or the corrected words of an edit. Empty if there are none.
     */
    default String words() {
        return "";
    }

    /** A text, at most {@link #MAX_CHARACTERS} long. */
    record Text(String body) implements MessageContent {
        /** @throws IllegalArgumentException if it is longer than {@link MessageContent#MAX_CHARACTERS} */
        public Text {
            Bounds.text("A text", MAX_CHARACTERS, body);
        }

        @Override
        public String type() {
            return "text";
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
     * A file. It is not kept here: the channel serves it under its id for a time.
     *
     * @param id the channel's id of the file
     * @param mimeType as the channel states it, such as {@code image/jpeg}
     * @param caption what the guest wrote under it
     * @param size in bytes
     * @param voice whether it is a recorded voice message
     * @param animated whether it is an animated sticker
     */
    record Media(
            Kind kind,
            @Nullable String id,
            @Nullable String mimeType,
            @Nullable String caption,
            @Nullable String fileName,
            @Nullable Long size,
            boolean voice,
            boolean animated)
            implements MessageContent {

        /** The kinds of files. */
        public enum Kind {
            IMAGE,
            AUDIO,
            VIDEO,
            DOCUMENT,
            STICKER;

            /** The stable name of the kind, such as {@code image}. */
            public String word() {
                return name().toLowerCase(Locale.ROOT);
            }

            /** The kind with this name; empty if there is none. */
            public static Optional<Kind> named(String word) {
                for (Kind kind : values()) {
                    if (kind.word().equals(word)) {
                        return Optional.of(kind);
                    }
                }
                return Optional.empty();
            }
        }

        /** @throws IllegalArgumentException if a text is too long or the size is negative */
        public Media {
            Bounds.text("The id of a file", MAX_LABEL, id);
            Bounds.text("The type of a file", MAX_LABEL, mimeType);
            Bounds.text("A caption", MAX_CHARACTERS, caption);
            Bounds.text("The name of a file", MAX_LABEL, fileName);
            if (size != null && size < 0) {
                throw new IllegalArgumentException("The size of a file must not be negative, was " + size);
            }
        }

        /** A file of which nothing is known but its kind. */
        public static Media of(Kind kind) {
            return new Media(kind, null, null, null, null, null, false, false);
        }

        @Override
        public String type() {
            return kind.word();
        }

        @Override
        public String words() {
            return caption == null ? "" : caption;
        }

        @Override
        public String toString() {
            return "Media[" + type() + "]";
        }
    }

    /**
     * A place.
     *
     * @param latitude -90 to 90
     * @param longitude -180 to 180
     */
    record Location(
            double latitude,
            double longitude,
            @Nullable String name,
            @Nullable String address,
            @Nullable String url) implements MessageContent {

        /** @throws IllegalArgumentException if a coordinate is out of bounds or a text is too long */
        public Location {
            if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
                throw new IllegalArgumentException(
                        "A location must have a latitude of -90 to 90 and a longitude of" + " -180 to 180");
            }
            Bounds.text("The name of a location", MAX_LABEL, name);
            Bounds.text("The address of a location", MAX_LABEL, address);
            Bounds.text("The URL of a location", MAX_LABEL, url);
        }

        @Override
        public String type() {
            return "location";
        }

        @Override
        public String toString() {
            return "Location[]";
        }
    }

    /** Contacts from the guest's address book; at most {@link #MAX_PARTS}. */
    record Contacts(List<Card> cards) implements MessageContent {

        /** How many telephone numbers, and how many e-mail addresses, a contact has at most. */
        public static final int MAX_ADDRESSES = 20;

        /**
         * One contact.
         *
         * @param phones as the guest's address book spells them
         */
        public record Card(String name, @Nullable String organization, List<String> phones, List<String> emails) {
            /** @throws IllegalArgumentException if a text is too long, or there are too many numbers or addresses */
            public Card {
                Bounds.text("The name of a contact", MAX_LABEL, name);
                Bounds.text("The organization of a contact", MAX_LABEL, organization);
                phones = Bounds.list("The numbers of a contact", MAX_ADDRESSES, phones);
                emails = Bounds.list("The addresses of a contact", MAX_ADDRESSES, emails);
                phones.forEach(phone -> Bounds.text("A number of a contact", MAX_LABEL, phone));
                emails.forEach(email -> Bounds.text("An address of a contact", MAX_LABEL, email));
            }

            @Override
            public String toString() {
                return "Card[]";
            }
        }

        /** @throws IllegalArgumentException if there are too many */
        public Contacts {
            cards = Bounds.list("Contacts", MAX_PARTS, cards);
        }

        @Override
        public String type() {
            return "contacts";
        }

        @Override
        public String toString() {
            return "Contacts[" + cards.size() + "]";
        }
    }

    /**
     * A reaction to a message.
     *
     * @param messageId the channel's id of the message
     * @param emoji null if the guest took the reaction back
     */
    record Reaction(String messageId, @Nullable String emoji) implements MessageContent {
        /** @throws IllegalArgumentException if the id is empty or a text is too long */
        public Reaction {
            Bounds.required("The id of a message", MAX_LABEL, messageId);
            Bounds.text("An emoji", MAX_LABEL, emoji);
        }

        @Override
        public String type() {
            return "reaction";
        }

        @Override
        public String toString() {
            return "Reaction[]";
        }
    }

    /**
     * A button or row that the guest chose among those on offer.
     *
     * @param control what the guest touched
     * @param id as it was given when the choice was offered; null if the channel did not state it
     * @param title as the guest saw it
     * @param description the second line of a row
     */
    record Choice(
            Control control,
            @Nullable String id,
            String title,
            @Nullable String description) implements MessageContent {

        /** What was chosen. */
        public enum Control {
            BUTTON,
            ROW,
            TEMPLATE_BUTTON
        }

        /** @throws IllegalArgumentException if a text is too long */
        public Choice {
            Bounds.text("The id of a choice", MAX_LABEL, id);
            Bounds.text("The title of a choice", MAX_CHARACTERS, title);
            Bounds.text("The description of a choice", MAX_LABEL, description);
        }

        @Override
        public String type() {
            return "choice";
        }

        @Override
        public String words() {
            return title;
        }

        @Override
        public String toString() {
            return "Choice[" + control + "]";
        }
    }

    /**
     * The answers of a form.
     *
     * @param name the channel's name for the form
     * @param answers a JSON object, at most {@link #MAX_ANSWERS} characters long
     */
    record Form(@Nullable String name, String answers) implements MessageContent {
        /** @throws IllegalArgumentException if a text is too long */
        public Form {
            Bounds.text("The name of a form", MAX_LABEL, name);
            Bounds.text("The answers of a form", MAX_ANSWERS, answers);
        }

        @Override
        public String type() {
            return "form";
        }

        @Override
        public String toString() {
            return "Form[" + answers.length() + " characters]";
        }
    }

    /**
     * An order from a catalogue.
     *
     * @param note what the guest wrote with it
     * @param items at most {@link #MAX_PARTS}
     */
    record Order(@Nullable String catalog, @Nullable String note, List<Item> items) implements MessageContent {

        private static final BigDecimal MAX_PRICE = BigDecimal.valueOf(1_000_000_000_000L);
        private static final int MAX_SCALE = 8;

        /**
         * One item.
         *
         * @param product the hotel's id of the product
         * @param quantity from 0
         * @param price of one piece, 0 to a million millions, with at most 8 decimals; null if it is not stated
         * @param currency the ISO code
         */
        public record Item(
                String product,
                int quantity,
                @Nullable BigDecimal price,
                @Nullable String currency) {
            /** @throws IllegalArgumentException if a text is too long or a number is out of bounds */
            public Item {
                Bounds.text("The id of a product", MAX_LABEL, product);
                Bounds.text("A currency", MAX_LABEL, currency);
                if (quantity < 0) {
                    throw new IllegalArgumentException("A quantity must not be negative, was " + quantity);
                }
                if (price != null
                        && (price.signum() < 0 || price.scale() > MAX_SCALE || price.compareTo(MAX_PRICE) > 0)) {
                    throw new IllegalArgumentException(
                            "A price must be 0 to " + MAX_PRICE + " and have at most " + MAX_SCALE + " decimals");
                }
            }
        }

        /** @throws IllegalArgumentException if a text is too long or there are too many items */
        public Order {
            Bounds.text("The id of a catalogue", MAX_LABEL, catalog);
            Bounds.text("The note of an order", MAX_CHARACTERS, note);
            items = Bounds.list("The items of an order", MAX_PARTS, items);
        }

        @Override
        public String type() {
            return "order";
        }

        @Override
        public String words() {
            return note == null ? "" : note;
        }

        @Override
        public String toString() {
            return "Order[" + items.size() + "]";
        }
    }

    /**
     * An earlier message, corrected by its guest.
     *
     * @param messageId the channel's id of the earlier message
     * @param corrected the new content; not an edit itself
     */
    record Edit(String messageId, MessageContent corrected) implements MessageContent {
        /** @throws IllegalArgumentException if the id is empty or too long, or the content is an edit */
        public Edit {
            Bounds.required("The id of a message", MAX_LABEL, messageId);
            if (corrected instanceof Edit || corrected instanceof Echo) {
                throw new IllegalArgumentException("The content of an edit must not be an edit or a hotel's message");
            }
        }

        @Override
        public String type() {
            return "edit";
        }

        @Override
        public String words() {
            return corrected.words();
        }

        @Override
        public String toString() {
            return "Edit[" + corrected + "]";
        }
    }

    /**
     * An earlier message, taken back by its guest.
     *
     * @param messageId the channel's id of the earlier message
     */
    record Revocation(String messageId) implements MessageContent {
        /** @throws IllegalArgumentException if the id is empty or too long */
        public Revocation {
            Bounds.required("The id of a message", MAX_LABEL, messageId);
        }

        @Override
        public String type() {
            return "revocation";
        }

        @Override
        public String toString() {
            return "Revocation[]";
        }
    }

    /**
     * What the channel says about a guest, who wrote nothing: a changed number, an opened chat.
     *
     * @param event the channel's name for it, such as {@code user_changed_number}
     * @param address the guest's new number or user id, if that is what has changed
     */
    record Notice(String event, @Nullable String address) implements MessageContent {
        /** @throws IllegalArgumentException if the event is empty or a text is too long */
        public Notice {
            Bounds.required("The event of a notice", MAX_LABEL, event);
            Bounds.text("The address in a notice", MAX_LABEL, address);
        }

        @Override
        public String type() {
            return "notice";
        }

        @Override
        public String toString() {
            return "Notice[" + event + "]";
        }
    }

    /**
     * A message that a person at the hotel wrote to the guest from the hotel's phone. It has no words of the guest.
     *
     * @param sent what the person wrote
     */
    record Echo(MessageContent sent) implements MessageContent {
        /** @throws IllegalArgumentException if the content is such a message itself */
        public Echo {
            if (sent instanceof Echo) {
                throw new IllegalArgumentException("The content of a hotel's message must not be another one");
            }
        }

        @Override
        public String type() {
            return "echo";
        }

        @Override
        public String toString() {
            return "Echo[" + sent + "]";
        }
    }

    /**
     * Content of which only the type is known.
     *
     * @param type the channel's name for it, such as {@code poll}
     */
    record Unsupported(String type) implements MessageContent {
        /** @throws IllegalArgumentException if the type is empty or too long, or stands for a text or a file */
        public Unsupported {
            Bounds.required("A type", MAX_LABEL, type);
            if (type.equals("text") || Media.Kind.named(type).isPresent()) {
                throw new IllegalArgumentException("Content of the type " + type + " is supported");
            }
        }
    }
}
