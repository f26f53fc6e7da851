package dev.confab.rest.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes a value that was read, without white space, with its numbers as they were written. */
final class JsonWriting {

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonWriting() {}

    static String text(Json value) {
        var text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            write(out, value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, Json value) throws IOException {
        switch (value) {
            case Json.Text(String text) -> out.writeString(text);
            case Json.Flag(boolean flag) -> out.writeBoolean(flag);
            case Json.Numeral number -> out.writeNumber(number.text());
            case Json.Null none -> out.writeNull();
            case Json.Items items -> {
                out.writeStartArray();
                for (Json item : items.values()) {
                    write(out, item);
                }
                out.writeEndArray();
            }
            case Json.Members object -> {
                out.writeStartObject();
                for (Map.Entry<String, Json> member : object.values().entrySet()) {
                    out.writeFieldName(member.getKey());
                    write(out, member.getValue());
                }
                out.writeEndObject();
            }
        }
    }
}
