package io.conserje.bootstrap.cli;

import picocli.CommandLine.Command;

/** The commands about settings. */
@Command(name = "env", mixinStandardHelpOptions = true, description = "Check the settings.")
final class EnvCommand extends Group {}
