package io.conserje.bootstrap.config;

import java.util.Collection;
import java.util.List;

/**
 * A name that the migration plan or other programs put into the same file, and that Conserje does not read. A
 * placeholder that was left in it is reported all the same.
 *
 * @param reason why it is of no use here, one sentence in Markdown
 */
public record NotRead(String name, String reason) {

    /** Those among some names. */
    public static List<NotRead> among(Collection<String> names) {
        return Catalogue.NOT_READ.stream()
                .filter(known -> names.contains(known.name()))
                .toList();
    }
}
