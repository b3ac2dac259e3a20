package io.conserje.bootstrap.cli;

import picocli.CommandLine.Command;

/** The commands about settings. */
@Command(name = "env", mixinStandardHelpOptions = true, description = "Check the settings, or begin a file of them.")
final class EnvCommand extends Group {}
