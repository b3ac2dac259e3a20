package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.Settings;
import io.conserje.db.verify.Finding;
import io.conserje.db.verify.Finding.Area;
import io.conserje.db.verify.Finding.Severity;
import io.conserje.db.verify.SchemaCheck;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje db verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Check that the database keeps hotels apart. Two temporary hotels also try to reach each other's rows, in a"
                    + " transaction that is rolled back. Each finding comes with the SQL that corrects it.",
            "Without an option, it checks everything."
        },
        footer = {"", "Example: conserje db verify --rls --json"})
final class DbVerify extends DatabaseWork {

    @Option(names = "--indexes", description = "Check the indexes only.")
    private boolean indexes;

    @Option(names = "--rls", description = "Check row level security, grants, functions and roles only.")
    private boolean rls;

    @Option(names = "--extensions", description = "Check the extensions only.")
    private boolean extensions;

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    DbVerify(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        return this::on;
    }

    private int on(Database database, PrintWriter out) {
        List<Finding> findings = new SchemaCheck(database.owner()).run(areas());
        if (json) {
            out.println(Json.of(
                    Map.of("findings", findings.stream().map(DbVerify::asMap).toList())));
        } else {
            findings.forEach(finding -> print(finding, out));
            out.println(findings.isEmpty() ? "Nothing found: hotels are kept apart." : findings.size() + " found.");
        }
        // A warning, such as an extension that the server does not offer, is not a failure.
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR)
                ? ExitCode.CHECK_FAILED
                : ExitCode.OK;
    }

    private Set<Area> areas() {
        Set<Area> areas = EnumSet.noneOf(Area.class);
        if (indexes) {
            areas.add(Area.INDEXES);
        }
        if (rls) {
            areas.addAll(EnumSet.of(Area.RLS, Area.GRANTS, Area.FUNCTIONS, Area.ROLES));
        }
        if (extensions) {
            areas.add(Area.EXTENSIONS);
        }
        return areas.isEmpty() ? EnumSet.allOf(Area.class) : areas;
    }

    private static void print(Finding finding, PrintWriter out) {
        out.println(TenantText.word(finding.severity()) + "  " + finding.object() + ": " + finding.problem());
        out.println("       " + finding.remedy());
    }

    private static Map<String, @Nullable Object> asMap(Finding finding) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("area", TenantText.word(finding.area()));
        map.put("severity", TenantText.word(finding.severity()));
        map.put("object", finding.object());
        map.put("problem", finding.problem());
        map.put("remedy", finding.remedy());
        return map;
    }
}
