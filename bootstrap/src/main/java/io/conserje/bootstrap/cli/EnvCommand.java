package io.conserje.bootstrap.cli;

import picocli.CommandLine.Command;

/** Groups what concerns the settings. */
@Command(name = "env", mixinStandardHelpOptions = true, description = "Look at the settings.")
final class EnvCommand extends Group {}
