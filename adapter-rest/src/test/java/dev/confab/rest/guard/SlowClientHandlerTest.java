package dev.confab.rest.guard;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Time is the channel's own: it passes when the test says so. */
class SlowClientHandlerTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();

    SlowClientHandlerTest() {
        channel.freezeTime();
        channel.pipeline()
                .addLast(new SlowClientHandler(new SlowClientHandler.Limits(Duration.ofSeconds(15),
                        Duration.ofSeconds(75), Duration.ofSeconds(30))));
    }

    @Test
    void connection_withoutFirstRequest_isClosed() {
        pass(14);
        assertTrue(channel.isOpen());

        pass(6);
        assertFalse(channel.isOpen());
    }

    @Test
    void body_thatDoesNotEnd_isNotWaitedForForEver() {
        beginRequest();
        for (int second = 0; second < 28; second++) {
            pass(1);
            channel.writeInbound(new DefaultHttpContent(Unpooled.copiedBuffer(new byte[] { 'x' })));
        }
        assertTrue(channel.isOpen());

        pass(8);
        assertFalse(channel.isOpen());
    }

    @Test
    void body_thatIsLargeAndComesOn_isWaitedFor() {
        beginRequest();
        for (int second = 0; second < 200; second++) {
            pass(1);
            channel.writeInbound(new DefaultHttpContent(
                    Unpooled.copiedBuffer(new byte[SlowClientHandler.BYTES_PER_SECOND])));
        }
        assertTrue(channel.isOpen());

        pass(40);
        assertFalse(channel.isOpen());
    }

    @Test
    void answer_thatTakesLong_isNotCutOff() {
        beginRequest();
        channel.writeInbound(new DefaultLastHttpContent());

        pass(600);

        assertTrue(channel.isOpen());
    }

    @Test
    void connection_afterAnAnswer_isKeptForAWhile() {
        beginRequest();
        channel.writeInbound(new DefaultLastHttpContent());
        pass(600);
        channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK),
                new DefaultLastHttpContent());

        pass(70);
        assertTrue(channel.isOpen());

        pass(12);
        assertFalse(channel.isOpen());
    }

    private void beginRequest() {
        channel.writeInbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/chat"));
    }

    private void pass(long seconds) {
        for (long at = 0; at < seconds; at++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
    }
}
