package io.conserje.bench;

import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.Intake;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * The minimum that a store must write to keep messages and to recognise duplicates: a row with two keys, a batch per
 * statement and commit, through plain JDBC as the owner, without tenancy, queue and claims. No such store can be faster
 * on the same server.
 */
record PlainRows(DataSource database) implements Intake {

    static final String TABLE = """
            create table public.plain_inbox (
              tenant_id text, message_id uuid, channel text, provider_id text, guest text, body text, sent_at timestamptz,
              done_at timestamptz, primary key (tenant_id, message_id), unique (tenant_id, channel, provider_id))
              with (fillfactor = 50)""";

    private static final String INSERT = """
            insert into public.plain_inbox (tenant_id, message_id, channel, provider_id, guest, body, sent_at)
            select * from unnest(?, ?, ?, ?, ?, ?, ?)
            on conflict (tenant_id, channel, provider_id) do nothing""";

    private static final String END = """
            update public.plain_inbox m set done_at = now()
            from unnest(?, ?) as t (tenant_id, message_id)
            where (m.tenant_id, m.message_id) = (t.tenant_id, t.message_id)""";

    /** An accepted message, by its key. */
    record Key(String tenant, UUID id) {}

    @Override
    public List<Acceptance> accept(List<Arrival> arrivals) {
        return insert(arrivals).stream()
                .<Acceptance>map(key -> new Acceptance.Accepted(new MessageId(key.id())))
                .toList();
    }

    /** Inserts messages, all of which must be new. */
    List<Key> insert(List<Arrival> arrivals) {
        List<Key> keys = arrivals.stream()
                .map(arrival -> new Key(arrival.tenant().value(), UUID.randomUUID()))
                .toList();
        List<InboundMessage> messages = arrivals.stream().map(Arrival::message).toList();
        execute(
                INSERT,
                arrivals.size(),
                new Column("text", keys, Key::tenant),
                new Column("uuid", keys, Key::id),
                new Column(
                        "text", messages, message -> message.guest().channel().name()),
                new Column("text", messages, message -> message.providerId().value()),
                new Column("text", messages, message -> message.guest().address()),
                new Column("text", messages, message -> ((MessageContent.Text) message.content()).body()),
                new Column("timestamptz", messages, message -> Timestamp.from(message.sentAt())));
        return keys;
    }

    void end(List<Key> keys) {
        execute(END, keys.size(), new Column("text", keys, Key::tenant), new Column("uuid", keys, Key::id));
    }

    private void execute(String sql, int rows, Column... columns) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < columns.length; index++) {
                Column column = columns[index];
                statement.setArray(index + 1, connection.createArrayOf(column.type, column.values));
            }
            int done = statement.executeUpdate();
            if (done != rows) {
                throw new IllegalStateException(done + " of " + rows + " rows: the figure would be too high");
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static final class Column {
        private final String type;
        private final Object[] values;

        <T> Column(String type, Collection<T> rows, Function<? super T, ?> part) {
            this.type = type;
            this.values = rows.stream().map(part).toArray();
        }
    }
}
