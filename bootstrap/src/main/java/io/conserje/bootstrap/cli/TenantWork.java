package io.conserje.bootstrap.cli;

import io.conserje.application.tenancy.Actor;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.bootstrap.config.Settings;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import picocli.CommandLine.Parameters;

/** A command about one hotel. */
abstract class TenantWork extends DatabaseWork {

    @Parameters(index = "0", paramLabel = "TENANT", description = "The hotel's id, such as hotel-centro.")
    private String tenant = "";

    TenantWork(Outside outside) {
        super(outside);
    }

    /** The person who runs the command, for the audit. */
    static Actor actor() {
        return new Actor("cli:" + System.getProperty("user.name", "unknown"));
    }

    @Override
    final Work work(Settings settings) {
        return work(Usage.of("TENANT", tenant, TenantId::new));
    }

    /** Reads the rest of the command line, as {@link #work(Settings)} does. */
    abstract Work work(TenantId id);

    final TenantDirectory directory(Database database) {
        return database.stores().directory();
    }

    final TenantRegistry registry(Database database) {
        return database.stores().registry(actor());
    }

    /** @throws UsageException if the hotel does not exist */
    final Tenant known(TenantId id, Database database) {
        return directory(database).find(id).orElseThrow(() -> noSuchTenant(id));
    }

    static UsageException noSuchTenant(TenantId id) {
        return new UsageException("There is no hotel " + id + ". See: conserje tenants list");
    }
}
