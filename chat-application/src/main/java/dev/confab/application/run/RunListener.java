package dev.confab.application.run;

/** Somebody who watches a run. */
@FunctionalInterface
public interface RunListener {

    /**
     * Takes the next event. Called by one thread at a time, in order. It must neither block nor throw: other watchers and
     * other runs wait for it. What it throws is dropped and ends its watch.
     */
    void on(RunEvent event);
}
