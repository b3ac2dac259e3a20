package io.conserje.redis;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.conserje.domain.session.Session;
import io.conserje.domain.session.Session.LastTurn;
import io.conserje.domain.session.TurnId;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The JSON of a session. Reading ignores members that a newer version added. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SessionState(
        @Nullable Map<String, String> attributes,
        @Nullable String turn,
        @Nullable Map<String, String> before) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    static String write(Session session) {
        LastTurn last = session.lastTurn();
        SessionState state = last == null
                ? new SessionState(session.attributes(), null, null)
                : new SessionState(session.attributes(), last.turn().value(), last.before());
        try {
            return JSON.writeValueAsString(state);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Cannot write a session as JSON", impossible);
        }
    }

    /** @throws JsonProcessingException if {@code json} is not a session */
    static SessionState read(String json) throws JsonProcessingException {
        return JSON.readValue(json, SessionState.class);
    }

    Map<String, String> requiredAttributes() {
        return Objects.requireNonNull(attributes, "a session without attributes");
    }

    @Nullable
    LastTurn lastTurn() {
        return turn == null
                ? null
                : new LastTurn(new TurnId(turn), Objects.requireNonNull(before, "a turn without attributes"));
    }
}
