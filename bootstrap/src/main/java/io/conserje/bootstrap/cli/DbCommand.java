package io.conserje.bootstrap.cli;

import picocli.CommandLine.Command;

/** Groups what concerns the database. */
@Command(name = "db", mixinStandardHelpOptions = true, description = "Set up the database and look at it.")
final class DbCommand extends Group {}
