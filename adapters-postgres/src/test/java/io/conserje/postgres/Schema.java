package io.conserje.postgres;

import io.conserje.db.Changelog;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.Locale;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Strategy;
import org.jooq.meta.jaxb.Target;

/** Generates the table classes from the applied change sets. */
final class Schema {

    static final String PACKAGE = "io.conserje.postgres.schema";

    private Schema() {}

    /** Writes the classes below a source root. */
    static void generate(Path sourceRoot) throws Exception {
        Locale before = Locale.getDefault();
        // The generator spells class names by the default locale: in Turkish, "inbox" is not Inbox.
        Locale.setDefault(Locale.ROOT);
        try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
            new Changelog(server.getPostgresDatabase()).update();
            GenerationTool.generate(configuration(server.getJdbcUrl("postgres", "postgres"), sourceRoot));
        } finally {
            Locale.setDefault(before);
        }
    }

    private static Configuration configuration(String url, Path sourceRoot) {
        return new Configuration()
                .withLogging(Logging.ERROR)
                .withJdbc(new Jdbc().withDriver("org.postgresql.Driver").withUrl(url))
                .withGenerator(new Generator()
                        .withStrategy(new Strategy())
                        .withDatabase(new Database()
                                .withInputSchema("conserje")
                                .withOutputSchemaToDefault(false)
                                .withIncludeRoutines(false)
                                .withExcludes("databasechangelog.*"))
                        .withGenerate(new Generate()
                                .withRecords(false)
                                .withRelations(false)
                                .withKeys(false)
                                .withIndexes(false)
                                .withGlobalObjectReferences(true)
                                .withImplicitJoinPathsToOne(false)
                                .withImplicitJoinPathsToMany(false)
                                .withJavadoc(false)
                                .withGeneratedAnnotation(false))
                        .withTarget(new Target().withPackageName(PACKAGE).withDirectory(sourceRoot.toString())));
    }
}
