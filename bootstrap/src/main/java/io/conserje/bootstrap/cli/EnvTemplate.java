package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.SettingsTemplate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conserje env template}. */
@Command(
        name = "template",
        mixinStandardHelpOptions = true,
        description = {
            "Write a new file with every setting, each explained, and with generated secrets.",
            "Only you can read it. A file that exists is never overwritten."
        },
        footer = {"", "Example: conserje env template --supabase .env.supabase"})
final class EnvTemplate implements Callable<Integer> {

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Servers servers;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The new file (default: .env.supabase or .env.local).")
    @Nullable
    private Path file;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    /** Picocli requires exactly one. */
    private static final class Servers {

        @Option(names = "--supabase", required = true, description = "For Supabase and a Redis of a provider.")
        private boolean supabase;

        @Option(names = "--local", required = true, description = "For PostgreSQL and Redis of your own.")
        private boolean local;

        SettingsTemplate template() {
            return supabase && !local ? SettingsTemplate.SUPABASE : SettingsTemplate.LOCAL;
        }
    }

    @Override
    public Integer call() {
        SettingsTemplate template = servers.template();
        Path target = file == null ? Path.of(template.fileName()) : file;
        write(target, template.text());
        PrintWriter out = spec.commandLine().getOut();
        out.println("Wrote " + target + ", with generated secrets. Only you can read it.");
        if (new GitFiles().wouldTrack(target)) {
            out.println("warning: git does not ignore it. Add it to .gitignore before the next commit.");
        }
        out.println("Next: fill in POSTGRES_URL and REDIS_URL. Then run:");
        out.println("  conserje env check --env-file " + target + " --connect");
        return ExitCode.OK;
    }

    private static void write(Path target, String text) {
        boolean posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mode = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (SeekableByteChannel channel =
                Files.newByteChannel(target, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            ByteBuffer left = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (left.hasRemaining()) {
                channel.write(left);
            }
        } catch (FileAlreadyExistsException exists) {
            throw new UsageException(target + " exists already, and is never overwritten. Name another file.");
        } catch (IOException failed) {
            throw new UncheckedIOException("Cannot write " + target + ": " + failed.getMessage(), failed);
        }
    }
}
