package io.conserje.bootstrap.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of checking one server.
 *
 * @param url without secrets; null if none is configured
 * @param facts by name
 * @param notes advice, one line each
 */
record ServerCheck(
        String name, @Nullable String url, Verdict verdict, Map<String, @Nullable Object> facts, List<String> notes) {

    enum Verdict {
        FINE("ok", ExitCode.OK),
        NOT_FINE("not fine", ExitCode.CHECK_FAILED),
        UNREACHABLE("cannot be reached", ExitCode.CANNOT_REACH),
        NOT_CONFIGURED("none configured", ExitCode.OK);

        private final String words;
        private final int exitCode;

        Verdict(String words, int exitCode) {
            this.words = words;
            this.exitCode = exitCode;
        }
    }

    int exitCode() {
        return verdict.exitCode;
    }

    void print(PrintWriter out) {
        out.println(name + ": " + verdict.words + (url == null ? "" : ", " + url));
        facts.forEach((fact, value) -> out.println("  " + fact + ": " + (value == null ? "none" : value)));
        notes.forEach(note -> out.println("  " + note));
    }

    Map<String, @Nullable Object> asMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", name);
        map.put("url", url);
        map.put("ok", verdict == Verdict.FINE || verdict == Verdict.NOT_CONFIGURED);
        map.put("verdict", verdict.words);
        map.put("facts", facts);
        map.put("notes", notes);
        return map;
    }
}
