package io.conserje.library;

import com.fasterxml.uuid.Generators;
import io.conserje.application.process.ServiceProcess.Identity;
import io.conserje.postgres.tx.Epoch;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** How this process shows itself to others. */
final class ThisProcess {

    private static final int MAX_HOST = 250;

    private ThisProcess() {}

    /**
     * A new identity: two instances in one process are two.
     *
     * @param keepsApart whether it keeps sessions, holds or leases in another store than the database
     */
    static Identity identity(boolean keepsApart) {
        return new Identity(
                Generators.timeBasedEpochGenerator().generate(), version(), Epoch.ofProcess(), host(), keepsApart);
    }

    private static String version() {
        String version = ThisProcess.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    private static String host() {
        String name = name();
        return (name.length() > MAX_HOST ? name.substring(0, MAX_HOST) : name) + ", process "
                + ProcessHandle.current().pid();
    }

    private static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "unknown host";
        }
    }
}
