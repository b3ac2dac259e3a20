package io.conserje.bootstrap;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.outbound.HotelMessage;
import io.conserje.domain.messaging.OutboundMessage.Template;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.library.Conserje;
import io.conserje.postgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A host as a process of its own, which books and sends the confirmation in the same transaction, until it is killed.
 * Every third transaction is rolled back.
 */
final class SendingProcess {

    static final int THREADS = 4;

    private SendingProcess() {}

    /** @param args the database's port, this process's name, and the hotel */
    public static void main(String[] args) {
        HikariDataSource database = TestDatabase.pool(Integer.parseInt(args[0]), "conserje_app", THREADS + 2);
        TenantId hotel = new TenantId(args[2]);
        Conserje conserje = Conserje.on(database).build();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        for (int thread = 0; thread < THREADS; thread++) {
            String name = args[1] + "-" + thread;
            threads.execute(() -> book(database, conserje, hotel, name));
        }
    }

    private static void book(HikariDataSource database, Conserje conserje, TenantId hotel, String name) {
        GuestRef guest = GuestRef.userId(Channel.WHATSAPP, "AR." + name);
        for (int number = 0; ; number++) {
            String key = name + "-" + number;
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                try (var booked = connection.prepareStatement("insert into public.booked (key) values (?)")) {
                    booked.setString(1, key);
                    booked.executeUpdate();
                }
                conserje.send(
                        connection,
                        HotelMessage.to(hotel, guest, Template.of("confirmation", "es", key))
                                .once(key));
                if (number % 3 == 2) {
                    connection.rollback();
                } else {
                    connection.commit();
                }
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }
    }
}
