package io.conserje.bootstrap.cli;

import picocli.CommandLine.Command;

/** The commands about the database. */
@Command(name = "db", mixinStandardHelpOptions = true, description = "Set up the database and check it.")
final class DbCommand extends Group {}
