package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.Settings;
import io.conserje.db.verify.Finding;
import io.conserje.db.verify.Finding.Area;
import io.conserje.db.verify.Finding.Severity;
import io.conserje.db.verify.QueueCheck;
import io.conserje.db.verify.QueueDamage;
import io.conserje.db.verify.SchemaCheck;
import java.io.PrintWriter;
import java.util.ArrayList;
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
            "Without an option, it checks everything but the queues.",
            "--queue looks for messages, replies and dead letters that no process would go on with. It reads all messages."
                    + " --repair puts each of them right in a transaction of its own, and records it in the hotel's audit."
        },
        footer = {"", "Example: conserje db verify --rls --json", "         conserje db verify --queue --repair"})
final class DbVerify extends DatabaseWork {

    @Option(names = "--indexes", description = "Check the indexes only.")
    private boolean indexes;

    @Option(names = "--rls", description = "Check row level security, grants, functions and roles only.")
    private boolean rls;

    @Option(names = "--extensions", description = "Check the extensions only.")
    private boolean extensions;

    @Option(names = "--queue", description = "Check the queues of messages only, with a login that sees every row.")
    private boolean queue;

    @Option(names = "--repair", description = "With --queue: put right what is found.")
    private boolean repair;

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    DbVerify(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        if (repair && !queue) {
            throw new UsageException("--repair: only --queue can repair. Other findings come with their SQL.");
        }
        if (queue && (indexes || rls || extensions)) {
            throw new UsageException("--queue: give it without --indexes, --rls and --extensions.");
        }
        return queue ? this::onQueue : this::on;
    }

    private int onQueue(Database database, PrintWriter out) {
        QueueCheck check = new QueueCheck(database.owner());
        List<Map<String, Object>> found = new ArrayList<>();
        int left = 0;
        for (QueueDamage damage : check.run()) {
            boolean repaired = repair && check.repair(damage, TenantWork.actor().name());
            left += repaired ? 0 : 1;
            found.add(asMap(damage, repaired));
            if (!json) {
                print(damage, repaired, out);
            }
        }
        if (json) {
            out.println(Json.of(Map.of("damage", found)));
        } else {
            out.println(found.isEmpty() ? "Nothing found: the queues are sound." : found.size() + " found.");
        }
        return left == 0 ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private void print(QueueDamage damage, boolean repaired, PrintWriter out) {
        out.println("error  " + damage);
        if (repaired) {
            out.println("       It is repaired.");
        } else if (repair) {
            out.println("       A worker has the guest in hand. Run the command again later.");
        } else {
            out.println("       ./conserje db verify --queue --repair");
        }
    }

    private static Map<String, Object> asMap(QueueDamage damage, boolean repaired) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", TenantText.word(damage.kind()));
        map.put("tenant", damage.tenant());
        map.put("channel", damage.channel());
        map.put("subject", damage.shownSubject());
        map.put("rows", damage.rows());
        map.put("problem", damage.kind().problem());
        map.put("repaired", repaired);
        return map;
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
