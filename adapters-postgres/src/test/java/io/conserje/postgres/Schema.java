package io.conserje.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.conserje.db.Changelog;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
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

    /**
     * Writes the classes below a source root, in a process of its own. jOOQ learns the names of types in the locale in
     * which it is loaded first. In the tests' Turkish locale it would not recognize {@code timestamptz}.
     */
    static void generate(Path sourceRoot) throws IOException, InterruptedException {
        Process generator = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Duser.language=en",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Schema.class.getName(),
                        sourceRoot.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(generator.getInputStream().readAllBytes(), UTF_8);
        if (generator.waitFor() != 0) {
            throw new IllegalStateException("The generator failed: " + output);
        }
    }

    public static void main(String... sourceRoot) throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
            new Changelog(server.getPostgresDatabase()).update();
            GenerationTool.generate(configuration(server.getJdbcUrl("postgres", "postgres"), Path.of(sourceRoot[0])));
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
