package dev.confab.retrieval.extract.pdf;

import java.io.IOException;

/** The reading ends here, for a reason of its own. */
final class Obstructed extends IOException {

    private static final long serialVersionUID = 1L;

    private final Frame.Obstacle obstacle;

    Obstructed(Frame.Obstacle obstacle) {
        super(obstacle.name());
        this.obstacle = obstacle;
    }

    Frame.Obstacle obstacle() {
        return obstacle;
    }
}
