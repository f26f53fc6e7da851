package dev.confab.application.chat;

/** Assembles the use cases of this package from ports. */
public final class Chat {

    private Chat() {}

    /** Returns the use case that sends a message and waits. Runs that it executes can interrupt each other. */
    public static SendMessage sendMessage(ChatPorts ports, ChatSettings settings) {
        return new WaitingSendMessage(ports, settings);
    }
}
