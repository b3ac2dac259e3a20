package io.conserje.bootstrap.config;

/** A part of the settings' documentation, in the order of the document. */
enum Section {
    SERVICE("Service"),
    POSTGRES("PostgreSQL"),
    STORES("Redis, and where sessions and locks are kept"),
    SESSIONS_AND_LOCKS("Sessions and locks"),
    HOTELS("Hotels"),
    WHATSAPP("WhatsApp"),
    WORK("Handling and sending"),
    DEAD_LETTERS("Retries and dead letters");

    private final String title;

    Section(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
