package io.conserje.documentation;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** As much of {@code psql URL -c SQL} as the pages of the documentation use. */
final class Psql {

    private Psql() {}

    public static void main(String[] arguments) throws SQLException {
        if (arguments.length != 3 || !arguments[1].equals("-c")) {
            throw new IllegalArgumentException("psql URL -c SQL, but it was " + Arrays.toString(arguments));
        }
        try (Connection connection = DriverManager.getConnection(jdbc(arguments[0]));
                Statement statement = connection.createStatement()) {
            if (statement.execute(arguments[2])) {
                try (ResultSet rows = statement.getResultSet()) {
                    print(rows);
                }
            }
        }
    }

    private static void print(@Nullable ResultSet rows) throws SQLException {
        while (rows != null && rows.next()) {
            System.out.println(rows.getString(1));
        }
    }

    /** From {@code postgresql://user@host:port/database}. */
    private static String jdbc(String url) {
        int at = url.indexOf('@');
        String user = url.substring("postgresql://".length(), at);
        return "jdbc:postgresql://" + url.substring(at + 1) + "?user=" + user;
    }
}
