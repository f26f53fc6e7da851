package dev.confab.rest.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.attachment.Attachments;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient.Response;
import dev.confab.rest.testing.TestServer;
import io.micronaut.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is given along with messages. */
class AttachmentTest {

    private static final String KNEE = """
            {"type": "svg_path", "label": "left knee", "data": "M30 140 L40 140 L40 150 Z", "view_box": "0 0 100 200"}""";
    private static final String CONTEXT = """
            {"type": "context", "data": {"z": 1.50, "a": ["ü🤖", null, true, {"deep": -1e3}]}}""";

    private static TestServer server = unset();

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String asked(String... attachments) {
        return "{\"message\": \"Does it hurt?\", \"attachments\": [" + String.join(", ", attachments) + "]}";
    }

    @Test
    void chat_withThem_keepsThem_andTellsTheModel() throws Exception {
        server.standIns.model.reply("It does.");

        JsonValue answer = server.chat(asked(KNEE, CONTEXT)).json();

        String said = server.standIns.model.calls().getLast().prompt().entries().getLast().text().value();
        assertTrue(said.contains("Label: left knee") && said.contains("lower centre of the picture"), said);
        assertTrue(said.contains("{\"z\":1.50,\"a\":[\"ü🤖\",null,true,{\"deep\":-1e3}]}"), said);
        var session = new SessionId(UUID.fromString(answer.at("session_id").text()));
        Attachments kept = server.standIns.store.readMessages(Owner.LOCAL, session, 0, 1).getFirst().attachments();
        JsonMapper json = server.context().getBean(JsonMapper.class);
        assertEquals(JsonValue.parse("[" + KNEE + ", " + CONTEXT.replace("1.50", "1.5") + "]"), JsonValue.parse(
                new String(json.writeValueAsBytes(AttachmentView.all(kept, json)), StandardCharsets.UTF_8)));
    }

    @Test
    void chat_withoutStoring_tellsTheModelToo() throws Exception {
        server.standIns.model.reply("It does.");

        assertEquals(200, server.chat(asked(KNEE).replaceFirst("\\{", "{\"store\": false, ")).status());

        assertTrue(server.standIns.model.calls()
                .getLast()
                .prompt()
                .entries()
                .getLast()
                .text()
                .value()
                .contains("left knee"));
    }

    @Test
    void chat_withOneKeyAndOtherAttachments_isAConflict() throws Exception {
        server.standIns.model.reply("It does.");
        String key = "\"client_message_id\": \"" + UUID.randomUUID() + "\", ";

        assertEquals(200, server.chat(asked(KNEE).replaceFirst("\\{", "{" + key)).status());
        assertEquals(200, server.chat(asked(KNEE).replaceFirst("\\{", "{" + key)).status());
        for (String other : List.of(asked(), asked(CONTEXT), asked(KNEE, KNEE), asked(KNEE.replace("left", "right")),
                asked(KNEE.replace("0 0 100 200", "0 0 100 201")))) {
            assertEquals(409, server.chat(other.replaceFirst("\\{", "{" + key)).status(), other);
        }
    }

    @Test
    void chat_withWhatIsWrong_namesItAndStoresNothing() throws Exception {
        int opened = server.standIns.store.opened();
        refused("/attachments", "{\"message\": \"hi\", \"attachments\": \"x\"}");
        refused("/attachments/0", asked("\"x\""));
        refused("/attachments", asked(Collections.nCopies(9, CONTEXT).toArray(String[]::new)));
        refused("/attachments/0/type", asked("{\"data\": 1}"));
        refused("/attachments/0/type", asked("{\"type\": \"image\", \"data\": 1}"));
        refused("/attachments/0/data", asked("{\"type\": \"context\"}"));
        refused("/attachments/0/data", asked("{\"type\": \"context\", \"data\": null}"));
        refused("/attachments/0/data", asked("{\"type\": \"svg_path\"}"));
        refused("/attachments/0/data", asked("{\"type\": \"svg_path\", \"data\": {}}"));
        refused("/attachments/1/data", asked(KNEE, "{\"type\": \"svg_path\", \"data\": \"<path/>\"}"));
        refused("/attachments/0/view_box", asked(KNEE.replace("0 0 100 200", "0 0 0 0")));
        refused("/attachments/0/view_box", asked("{\"type\": \"context\", \"data\": 1, \"view_box\": \"0 0 1 1\"}"));
        refused("/attachments/0/label", asked(KNEE.replace("left knee", "l".repeat(201))));
        refused("/attachments/0/label", asked(KNEE.replace("left knee", " ")));
        refused("/attachments/0/colour", asked("{\"type\": \"context\", \"data\": 1, \"colour\": \"red\"}"));
        String long1 = "{\"type\": \"context\", \"data\": \"" + "x".repeat(15_990) + "\"}";
        refused("/attachments/0/data", asked(long1.replace("xxx", "xxxxxx")));
        refused("/attachments", asked(long1, long1, long1));
        refused("/attachments", "{\"regenerate\": true, \"session_id\": \"x\", \"attachments\": [" + KNEE + "]}");
        assertEquals(opened, server.standIns.store.opened());
    }

    @Test
    void chat_neverRepeatsInAProblem_whatWasGiven() throws Exception {
        Response refused = server
                .chat(asked("{\"type\": \"svg_path\", \"data\": \"secret words\", \"label\": \"secret\"}"));

        assertEquals(400, refused.status());
        assertFalse(refused.body().contains("secret"), refused.body());
    }

    private static void refused(String pointer, String json) throws Exception {
        Response response = server.chat(json);
        assertEquals(400, response.status(), response.body());
        assertTrue(response.json()
                .at("errors")
                .items()
                .stream()
                .anyMatch(error -> error.at("pointer").text().equals(pointer)), pointer + " in " + response.body());
    }

    @SuppressWarnings("NullAway")
    private static TestServer unset() {
        return null;
    }
}
