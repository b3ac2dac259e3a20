package io.conserje.bootstrap.config;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The compute sizes of Supabase, with their limits. */
enum SupabaseCompute {
    NANO("nano", 60, 200),
    MICRO("micro", 60, 200),
    SMALL("small", 90, 400),
    MEDIUM("medium", 120, 600),
    LARGE("large", 160, 800),
    XL("xl", 240, 1000),
    XL2("2xl", 380, 1500),
    XL4("4xl", 480, 3000),
    XL8("8xl", 490, 6000),
    XL12("12xl", 500, 9000),
    XL16("16xl", 500, 12_000);

    static final Format<SupabaseCompute> FORMAT = Format.named(
            Stream.of(values()).map(one -> "`" + one.text + "`").collect(Collectors.joining(", ")),
            SupabaseCompute::read,
            one -> one.text);

    /** Other programs, the Data API and operators need connections too. */
    private static final int PERCENT = 40;

    private final String text;
    private final int connections;
    private final int clients;

    SupabaseCompute(String text, int connections, int clients) {
        this.text = text;
        this.connections = connections;
        this.clients = clients;
    }

    private static SupabaseCompute read(String text) {
        return Stream.of(values())
                .filter(one -> one.text.equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it must be one of "
                        + Stream.of(values()).map(one -> one.text).collect(Collectors.joining(", "))));
    }

    /** The most connections that one process should have. */
    int most(DatabaseUrl.Target target) {
        int limit = target == DatabaseUrl.Target.SUPABASE_TRANSACTION_POOLER ? clients : connections;
        return limit * PERCENT / 100;
    }

    @Override
    public String toString() {
        return text;
    }
}
