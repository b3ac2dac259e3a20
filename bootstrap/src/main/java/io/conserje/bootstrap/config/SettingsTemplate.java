package io.conserje.bootstrap.config;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A commented env file with every setting. Secrets that the hotel chooses are generated; the URLs of the servers have
 * placeholders, which {@code env check} reports until they are filled in. Thread-safe.
 */
public final class SettingsTemplate {

    /** Supabase and a Redis of a provider, as staging. */
    public static final SettingsTemplate SUPABASE = new SettingsTemplate(
            "Supabase",
            ".env.supabase",
            Map.of(
                    Catalogue.ENVIRONMENT, "staging",
                    Catalogue.POSTGRES_URL, "postgresql://postgres.[PROJECT]:[PASSWORD]@[POOLER_HOST]:5432/postgres",
                    Catalogue.MIGRATIONS_DB_URL, "",
                    Catalogue.REDIS_URL, "rediss://default:[PASSWORD]@[HOST]:6379"),
            List.of(Catalogue.WHATSAPP_ACCESS_TOKEN, Catalogue.WHATSAPP_APP_SECRET));

    /** PostgreSQL and Redis in the hotel, as development. */
    public static final SettingsTemplate LOCAL = new SettingsTemplate(
            "PostgreSQL and Redis of your own",
            ".env.local",
            Map.of(
                    Catalogue.ENVIRONMENT, "development",
                    Catalogue.POSTGRES_URL, "postgresql://postgres:[PASSWORD]@[HOST]:5432/postgres",
                    Catalogue.MIGRATIONS_DB_URL, "",
                    Catalogue.REDIS_URL, "redis://:[PASSWORD]@[HOST]:6379"),
            List.of());

    /** How a value begins that stands for a secret of Meta's. */
    static final String STAND_IN = "stand-in-";

    private static final List<Setting<?>> GENERATED =
            List.of(Catalogue.ADMIN_API_TOKEN, Catalogue.WHATSAPP_VERIFY_TOKEN);

    private static final int SECRET_BYTES = 32;
    private static final int WIDTH = 100;

    private final String servers;
    private final String fileName;
    private final Map<Setting<?>, String> values;
    private final List<Setting<?>> standIns;

    private SettingsTemplate(
            String servers, String fileName, Map<Setting<?>, String> values, List<Setting<?>> standIns) {
        this.servers = servers;
        this.fileName = fileName;
        this.values = values;
        this.standIns = List.copyOf(standIns);
    }

    /** The name of the file that is written if no other is given. */
    public String fileName() {
        return fileName;
    }

    /** The text of a new file, with new secrets. */
    public String text() {
        SecureRandom random = new SecureRandom();
        return Stream.concat(Stream.of(head()), Stream.of(Section.values()).map(section -> section(section, random)))
                .collect(Collectors.joining("\n"));
    }

    private String head() {
        return """
                # Settings of Conserje, for %s. This file holds secrets: keep it out of version control.
                #
                # 1. Fill in the brackets of POSTGRES_URL and REDIS_URL. POSTGRES_URL is the owner's until step 3.
                #    Without Redis, put a # before REDIS_URL: PostgreSQL then does its work.
                # 2. Check this file and the servers:  ./conserje env check --connect --env-file FILE
                # 3. Create the tables, and a login for the service. The last command writes POSTGRES_URL:
                #      copy the value of POSTGRES_URL to MIGRATIONS_DB_URL
                #      ./conserje db migrate --env-file FILE
                #      ./conserje db login create --write --env-file FILE
                #
                # A line that begins with # is not read; a setting in such a line shows its default or an example.
                """.formatted(servers);
    }

    private String section(Section section, SecureRandom random) {
        return Catalogue.settings().stream()
                .filter(setting -> setting.section() == section)
                .map(setting -> entry(setting, random))
                .collect(Collectors.joining("\n", "# ---- " + section.title() + "\n\n", ""));
    }

    private String entry(Setting<?> setting, SecureRandom random) {
        String secret = setting.isSecret() ? " Secret." : "";
        String standsFor = standIns.contains(setting)
                ? " A stand-in until you have Meta's: with it, no reply is sent and no delivery of Meta is accepted."
                : "";
        return comment(setting.description() + standsFor)
                + comment("Values: " + setting.format().values() + ". Default: " + setting.defaultText() + "." + secret)
                + line(setting, random)
                + "\n";
    }

    private String line(Setting<?> setting, SecureRandom random) {
        String value = values.get(setting);
        if (value != null) {
            return setting.name() + "=" + value;
        }
        if (GENERATED.contains(setting)) {
            return setting.name() + "=" + secret(random);
        }
        return standIns.contains(setting)
                ? setting.name() + "=" + STAND_IN + secret(random)
                : "# " + setting.name() + "=" + (setting.isSecret() ? "" : setting.example());
    }

    private static String secret(SecureRandom random) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String comment(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder("#");
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() >= WIDTH) {
                lines.add(line.toString());
                line.setLength(1);
            }
            line.append(' ').append(word);
        }
        lines.add(line.toString());
        return String.join("\n", lines) + "\n";
    }
}
