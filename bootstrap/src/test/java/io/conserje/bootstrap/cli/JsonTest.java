package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void writesEveryKindOfValue() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("text", "a \"b\" \\ \n\t\u0001 ñ 🛎");
        map.put("number", 8002);
        map.put("truth", true);
        map.put("nothing", null);
        map.put("list", Arrays.asList("x", null, List.of()));
        map.put("map", Map.of("k", Map.of()));

        assertThat(Json.of(map)).isEqualTo("""
                {
                  "text": "a \\"b\\" \\\\ \\n\\t\\u0001 ñ \\ud83d\\udece",
                  "number": 8002,
                  "truth": true,
                  "nothing": null,
                  "list": [
                    "x",
                    null,
                    []
                  ],
                  "map": {
                    "k": {}
                  }
                }""");
    }
}
