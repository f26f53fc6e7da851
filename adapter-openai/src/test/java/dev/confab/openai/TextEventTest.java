package dev.confab.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read without LangChain4j, and that everything else is left to it. */
class TextEventTest {

    @ParameterizedTest
    @ValueSource(strings = {
            // OpenAI, with the padding it adds.
            """
                    {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"gpt","service_tier":\
                    "default","system_fingerprint":"fp","choices":[{"index":0,"delta":{"content":"a \\"b\\" \\u00fc\\n"},\
                    "logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"Xy"}""",
            // Ollama and Gemini: with a role in each, in this order or the other.
            """
                    {"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"a \\"b\\" ü\\n"},\
                    "finish_reason":null}]}""",
            """
                    {"choices":[{"delta":{"content":"a \\"b\\" ü\\n","role":"assistant"},"index":0}],"model":"m"}""",
            // vLLM: what it does not say is null.
            """
                    {"choices":[{"index":0,"delta":{"content":"a \\"b\\" ü\\n","reasoning_content":null,"tool_calls":null},\
                    "logprobs":null,"finish_reason":null,"stop_reason":null}],"prompt_token_ids":null}""" })
    void in_textAlone_isRead(String data) {
        assertEquals(Optional.of("a \"b\" ü\n"), TextEvent.in(data));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "[DONE]", "not json", "[]", "null", "{}", "{\"choices\":[]}", "{\"choices\":null}",
            "{\"choices\":[{\"index\":0,\"delta\":{}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":null}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":[\"a\"]}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\",\"content\":\"b\"}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\",\"reasoning_content\":\"b\"}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\",\"tool_calls\":[]}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"\"}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"logprobs\":{\"content\":[]}}]}",
            "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}},{\"index\":1,\"delta\":{\"content\":\"b\"}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}],\"choices\":[]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}],\"usage\":{\"prompt_tokens\":1}}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}],\"error\":\"b\"}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}],\"x_groq\":{\"usage\":{}}}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]} {}" })
    void in_anythingElse_isLeft(String data) {
        assertEquals(Optional.empty(), TextEvent.in(data));
    }
}
