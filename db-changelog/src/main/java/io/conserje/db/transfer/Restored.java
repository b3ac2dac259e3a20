package io.conserje.db.transfer;

import java.util.List;

/**
 * What a restore wrote, and found equal to the backup.
 *
 * @param hotels their ids, in order
 * @param pendingMessages how many messages the service will handle, because they were pending when the backup was taken
 * @param pendingReplies how many replies it will send, likewise
 */
public record Restored(
        BackupManifest backup, List<String> hotels, long rows, long pendingMessages, long pendingReplies) {}
