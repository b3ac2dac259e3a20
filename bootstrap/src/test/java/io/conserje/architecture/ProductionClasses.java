package io.conserje.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/** The classes of every module, from folders ({@code mvn test}) or from jars ({@code mvn verify}). */
final class ProductionClasses {

    static final String ROOT = "io.conserje";

    /** Read once: it takes seconds. */
    static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/") && !location.contains("-tests.jar"))
            .importPackages(ROOT);

    private ProductionClasses() {}
}
