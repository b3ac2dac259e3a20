package io.conserje.http.whatsapp.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Spoils a JSON tree at random places: drops, replaces, repeats, renames and deepens parts of it. */
final class Mutation {

    private static final int LEVELS = 12;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Random random;
    private final List<Supplier<JsonNode>> odd = List.of(
            NODES::nullNode,
            NODES::objectNode,
            NODES::arrayNode,
            () -> NODES.booleanNode(true),
            () -> NODES.numberNode(-1),
            () -> NODES.numberNode(1e308),
            () -> NODES.numberNode(Double.MIN_VALUE),
            () -> NODES.numberNode(Long.MIN_VALUE),
            () -> NODES.numberNode(BigInteger.TEN.pow(500)),
            () -> NODES.textNode(""),
            () -> NODES.textNode(" \t\n"),
            () -> NODES.textNode("\u0000\u001b\u0085"),
            () -> NODES.textNode("a\ud83d"),
            () -> NODES.textNode("\ude00"),
            () -> NODES.textNode("x".repeat(70_000)),
            () -> NODES.textNode("99999999999999999999"),
            () -> NODES.textNode("1e999999999"),
            () -> NODES.textNode("'; drop table conserje.inbox; --"));

    Mutation(Random random) {
        this.random = random;
    }

    /** Spoils the tree in one to three places. Its root stays. */
    void spoil(JsonNode root) {
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            List<JsonNode> containers = new ArrayList<>();
            collect(root, containers);
            if (containers.isEmpty()) {
                return;
            }
            JsonNode container = containers.get(random.nextInt(containers.size()));
            if (container instanceof ObjectNode object) {
                spoil(object);
            } else if (container instanceof ArrayNode array) {
                spoil(array);
            }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode() && !node.isEmpty()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private void spoil(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(4)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(name + "_", object.remove(name));
            case 2 -> object.set(name, deepened(object.get(name)));
            default -> object.set(name, anything());
        }
    }

    private void spoil(ArrayNode array) {
        int place = random.nextInt(array.size());
        switch (random.nextInt(4)) {
            case 0 -> array.remove(place);
            case 1 -> array.insert(place, array.get(place).deepCopy());
            case 2 -> array.set(place, deepened(array.get(place)));
            default -> array.set(place, anything());
        }
    }

    private JsonNode anything() {
        return odd.get(random.nextInt(odd.size())).get();
    }

    private JsonNode deepened(JsonNode node) {
        JsonNode deep = node;
        for (int level = 1 + random.nextInt(LEVELS); level > 0; level--) {
            deep = random.nextBoolean()
                    ? NODES.arrayNode().add(deep)
                    : NODES.objectNode().set("text", deep);
        }
        return deep;
    }
}
