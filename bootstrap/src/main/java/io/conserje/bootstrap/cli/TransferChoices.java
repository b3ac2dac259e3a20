package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.Durations;
import io.conserje.db.transfer.TransferOptions;
import io.conserje.db.transfer.TransferOptions.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a transfer is done. */
final class TransferChoices {

    @Option(
            names = "--follow",
            description = "Copy while the hotels work, follow the source's changes, and freeze it for seconds only. The"
                    + " source needs wal_level=logical. Without it, the source is frozen for the whole copy.")
    private boolean follow;

    @Option(
            names = "--tenant",
            paramLabel = "HOTEL",
            description = "Move this hotel only, into a database that may have others. May be repeated.")
    private List<String> tenants = new ArrayList<>();

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            description =
                    "How long messages in hand may take to end once the source is frozen (default: 2s). Those that"
                            + " take longer are handled again on the target.")
    private @Nullable String drain;

    @Option(
            names = "--keep-way-back",
            description = "Let the source follow the target afterwards, so that a transfer back brings what was written"
                    + " since. The target needs wal_level=logical, as Supabase has it.")
    private boolean keepWayBack;

    @Option(
            names = "--verify-first",
            description =
                    "With --follow: open the target only after it was compared. Otherwise the comparison reads both"
                            + " sides as they were just before.")
    private boolean verifyFirst;

    /** @throws UsageException if an option cannot be read */
    TransferOptions options() {
        return new TransferOptions(follow ? Mode.FOLLOW : Mode.FREEZE, tenants, drain(), keepWayBack, verifyFirst);
    }

    private Duration drain() {
        if (drain == null) {
            return TransferOptions.DEFAULT_DRAIN;
        }
        try {
            return Durations.parse(drain);
        } catch (IllegalArgumentException unreadable) {
            throw new UsageException("--drain: " + unreadable.getMessage());
        }
    }
}
