package dev.confab.rest.chaos;

import dev.confab.openai.provider.Behaviour;
import dev.confab.openai.provider.Behaviours;
import dev.confab.openai.provider.Served;
import dev.confab.rest.testing.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Says to each question what {@link Speech} holds for it, and keeps what it was asked. */
final class SpeakingModel implements Behaviour {

    private final Queue<List<Said>> prompts = new ConcurrentLinkedQueue<>();

    /** One message of a prompt. */
    record Said(String role, String content) {}

    @Override
    public void answer(Served to) throws IOException, InterruptedException {
        List<Said> prompt = JsonValue.parse(to.request().body())
                .at("messages")
                .items()
                .stream()
                .map(message -> new Said(message.at("role").text(), message.at("content").text()))
                .toList();
        prompts.add(prompt);
        Speech speech = Speech.to(prompt.getLast().content());
        Behaviours.begin(to);
        for (int at = 0; at < speech.pieces().size(); at++) {
            Thread.sleep(speech.pauseBefore(at));
            to.chunk(Behaviours.event(Behaviours.delta(speech.pieces().get(at))));
        }
        to.chunk(Behaviours.event(Behaviours.finish("stop")) + Behaviours.event(Behaviours.usage())
                + Behaviours.event("[DONE]")).lastChunk();
    }

    /** Returns what it was asked so far. */
    List<List<Said>> prompts() {
        return List.copyOf(prompts);
    }

    /** Returns how often it was asked something that ends like this. */
    long callsFor(String question) {
        return prompts.stream().filter(prompt -> prompt.getLast().content().endsWith(question)).count();
    }

    /** Returns prompts in which roles do not alternate, or that do not end with the user. */
    List<List<Said>> disordered() {
        return prompts.stream().filter(prompt -> !alternates(prompt)).toList();
    }

    private static boolean alternates(List<Said> prompt) {
        List<String> roles = prompt.stream().map(Said::role).filter(role -> !role.equals("system")).toList();
        for (int at = 0; at < roles.size(); at++) {
            boolean users = (roles.size() - at) % 2 == 1;
            if (!roles.get(at).equals(users ? "user" : "assistant")) {
                return false;
            }
        }
        return !roles.isEmpty();
    }

    /** Forgets what it was asked. */
    void forget() {
        prompts.clear();
    }
}
