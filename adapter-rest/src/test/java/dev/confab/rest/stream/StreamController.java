package dev.confab.rest.stream;

import dev.confab.application.identity.CallerWatch;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Opens streams and hands them to the test. */
@Controller("/test-streams")
@Requires(property = StreamController.ENABLED)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class StreamController {

    static final String ENABLED = "confab.test.streams";

    private final BlockingQueue<EventStream> opened = new LinkedBlockingQueue<>();
    private final CallerWatch watch;
    volatile StreamLimits limits = StreamLimits.DEFAULT;
    volatile Consumer<EventStream> atOnce = stream -> {};

    StreamController(CallerWatch watch) {
        this.watch = watch;
    }

    @Get
    HttpResponse<?> open(HttpRequest<?> request) {
        EventStream stream = new EventStreams(limits, watch).open(request);
        atOnce.accept(stream);
        opened.add(stream);
        return stream.response();
    }

    /** Opens a stream and never says that it is the answer. */
    @Get("/forgotten")
    String forgotten(HttpRequest<?> request) {
        opened.add(new EventStreams(limits, watch).open(request));
        return "something else";
    }

    @Get("/plain")
    String plain() {
        return "plain";
    }

    /** From now on only streams count that are opened later. */
    void forget() {
        opened.clear();
    }

    /** Returns the stream that was opened next. */
    EventStream next() throws InterruptedException {
        return Objects.requireNonNull(opened.poll(10, TimeUnit.SECONDS), "no stream was opened");
    }
}
