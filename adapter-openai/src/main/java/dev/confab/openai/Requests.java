package dev.confab.openai;

import dev.confab.domain.llm.ModelOptions;
import dev.confab.domain.message.Role;
import dev.confab.domain.prompt.Prompt;
import dev.confab.openai.ModelSettings.AnswerLimitName;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** A prompt as LangChain4j takes it, and what LangChain4j makes of it as it goes over the wire. */
final class Requests {

    private Requests() {}

    /** What the options leave open is as the model was set up. */
    static ChatRequest chat(Prompt prompt, ModelOptions options, AnswerLimitName limitName) {
        var messages = new ArrayList<ChatMessage>(prompt.entries().size() + 1);
        messages.add(SystemMessage.from(prompt.instructions().value()));
        for (Prompt.Entry entry : prompt.entries()) {
            String text = entry.text().value();
            messages.add(entry.role() == Role.USER ? UserMessage.from(text) : AiMessage.from(text));
        }
        var request = ChatRequest.builder().messages(messages);
        if (!options.isDefault()) {
            request.parameters(parameters(options, limitName));
        }
        return request.build();
    }

    private static ChatRequestParameters parameters(ModelOptions options, AnswerLimitName limitName) {
        var parameters = OpenAiChatRequestParameters.builder();
        options.model().ifPresent(parameters::modelName);
        options.temperature().ifPresent(parameters::temperature);
        options.answerTokens().ifPresent(tokens -> {
            switch (limitName) {
                case MAX_TOKENS -> parameters.maxOutputTokens(tokens);
                case MAX_COMPLETION_TOKENS -> parameters.maxCompletionTokens(tokens);
            }
        });
        return parameters.build();
    }

    static ClassicHttpRequest http(HttpRequest made) {
        var request = new BasicClassicHttpRequest(made.method().name(), path(made.url()));
        made.headers().forEach((name, values) -> values.forEach(value -> request.addHeader(name, value)));
        request.setHeader(HttpHeaders.ACCEPT, "text/event-stream");
        byte[] body = made.body() == null ? new byte[0] : made.body().getBytes(StandardCharsets.UTF_8);
        request.setHeader(HttpHeaders.CONTENT_LENGTH, body.length);
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        return request;
    }

    /** What follows the host in an address that was checked when it was configured. */
    private static String path(String url) {
        int host = url.indexOf("://") + "://".length();
        int path = url.indexOf('/', host);
        return path < 0 ? "/" : url.substring(path);
    }
}
