package dev.confab.openai.http;

/**
 * One event of a stream.
 *
 * @param name its name, empty if it has none
 * @param data its data, not empty
 */
public record ServerSentEvent(String name, String data) {}
