package dev.confab.postgres;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.confab.domain.background.BackgroundWork;
import dev.confab.domain.background.Backoff;
import dev.confab.domain.background.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time in which this process does what is due: a scheduler of the library, from its start to its end. One that is paused
 * would go on asking the database for lost work, so each shift has its own.
 */
final class BackgroundShift {

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundShift.class);

    /** Chats come first: few calls of the model at a time are nobody's. */
    static final int PARALLEL = 2;

    /** How long work may go on when the process ends, and as long again after it was interrupted. */
    private static final Duration LEAVE = Duration.ofMillis(1_200);

    private final Worker worker;
    private final Backoff backoff;
    private final InstantSource clock;
    private final Scheduler scheduler;

    /**
     * Begins a shift.
     *
     * @param name      what this process is known by
     * @param clock     the database's time, so that processes agree about what is lost
     * @param onChanged is told when something was done, and must not block
     */
    BackgroundShift(DataSource connections, BackgroundTimes times, Worker worker, Backoff backoff, String name,
            InstantSource clock, Runnable onChanged) {
        this.worker = worker;
        this.backoff = backoff;
        this.clock = clock;
        this.scheduler = Scheduler.create(connections, List.of(task(BackgroundRows.ENTITLE),
                task(BackgroundRows.SUMMARIZE), forgetting()))
                .tableName(BackgroundRows.TABLE)
                .schedulerName(new SchedulerName.Fixed(name))
                .jdbcCustomization(new PostgreSqlJdbcCustomization(false, true))
                .serializer(new Bytes())
                .clock(clock::instant)
                .pollUsingLockAndFetch(0.5, 1.0)
                .pollingInterval(times.poll())
                .heartbeatInterval(times.heartbeat())
                .missedHeartbeatsLimit(BackgroundTimes.MISSED)
                .threads(PARALLEL)
                .executorService(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("confab-background-work-", 0).factory()))
                .dueExecutor(Executors.newSingleThreadExecutor(daemon("confab-background-due")))
                .housekeeperExecutor(Executors.newScheduledThreadPool(1, daemon("confab-background-life")))
                .shutdownMaxWait(LEAVE)
                // It prints stack traces and whose work it was; what failed is told by whoever did it.
                .failureLogging(LogLevel.OFF, false)
                .enableImmediateExecution()
                .addSchedulerListener(new Listener(onChanged))
                .build();
        scheduler.start();
    }

    private static ThreadFactory daemon(String name) {
        return Thread.ofPlatform().daemon().name(name).factory();
    }

    /** There is something new to do. Does not block. */
    void hurry() {
        scheduler.triggerCheckForDueExecutions();
    }

    /** Returns whether something is being done. */
    boolean isBusy() {
        return !scheduler.getCurrentlyExecuting().isEmpty();
    }

    /** Ends the shift; what is being done is waited for, not for long. */
    void end() {
        scheduler.stop();
    }

    private Task<byte[]> task(String name) {
        return Tasks.custom(name, byte[].class)
                .onFailure(this::failed)
                .onDeadExecution(this::lost)
                .execute((instance, context) -> after(
                        worker.perform(BackgroundRows.owner(instance.getData()),
                                BackgroundRows.task(instance.getTaskName(),
                                        instance.getId(), instance.getData()),
                                backoff.after(failures(context.getExecution())))));
    }

    private CompletionHandler<byte[]> after(Worker.Result result) {
        return switch (result) {
            case DONE -> (done, operations) -> operations.remove();
            case LATER -> (done, operations) -> operations.reschedule(done, clock.instant());
        };
    }

    private Task<byte[]> forgetting() {
        return Tasks.custom(BackgroundRows.FORGET, byte[].class)
                .onFailure((complete, operations) -> again(complete, operations, BackgroundWork.DAILY))
                .onDeadExecution((complete, operations) -> again(complete, operations, BackgroundWork.DAILY))
                .execute((instance, context) -> switch (worker
                        .forgetOld(backoff.after(failures(context.getExecution()) % backoff.tries()))) {
                    case DONE -> daily(instance);
                    case LATER -> (done, operations) -> operations.reschedule(done, clock.instant());
                });
    }

    private CompletionHandler<byte[]> daily(TaskInstance<byte[]> unused) {
        return (done, operations) -> operations.reschedule(done, clock.instant().plus(BackgroundWork.DAILY));
    }

    private static int failures(Execution execution) {
        return execution.consecutiveFailures;
    }

    private void failed(ExecutionComplete complete, ExecutionOperations<byte[]> operations) {
        Optional<Duration> pause = backoff.pause(failures(complete.getExecution()) + 1, complete.getCause());
        if (pause.isPresent()) {
            operations.reschedule(complete, clock.instant().plus(pause.get()));
        } else {
            operations.remove();
        }
    }

    /** Who did it is gone: that is a failure like others, but nobody has to be spared. */
    private void lost(ExecutionComplete complete, ExecutionOperations<byte[]> operations) {
        LOG.atInfo()
                .addKeyValue("task", complete.getExecution().getTaskName())
                .log("work of a lost process is taken up");
        if (backoff.pause(failures(complete.getExecution()) + 1, Optional.empty()).isPresent()) {
            operations.reschedule(complete, clock.instant());
        } else {
            operations.remove();
        }
    }

    private void again(ExecutionComplete complete, ExecutionOperations<byte[]> operations, Duration otherwise) {
        int failures = failures(complete.getExecution()) % backoff.tries() + 1;
        Instant next = clock.instant().plus(backoff.pause(failures, complete.getCause()).orElse(otherwise));
        operations.reschedule(complete, next);
    }

    /** What a row carries is ours alone: no objects. */
    private static final class Bytes implements Serializer {

        @Override
        public byte[] serialize(Object data) {
            return (byte[]) data;
        }

        @Override
        public <T> T deserialize(Class<T> type, byte[] data) {
            return type.cast(data);
        }
    }

    /** Tells of the scheduler's own troubles, and that something was done. */
    private static final class Listener extends AbstractSchedulerListener {

        private final Runnable onChanged;

        Listener(Runnable onChanged) {
            this.onChanged = onChanged;
        }

        @Override
        public void onExecutionComplete(ExecutionComplete complete) {
            onChanged.run();
        }

        @Override
        public void onSchedulerEvent(SchedulerEventType type) {
            if (type == SchedulerEventType.UNEXPECTED_ERROR || type == SchedulerEventType.FAILED_MULTIPLE_HEARTBEATS) {
                LOG.atWarn().addKeyValue("event", type).log("the scheduler of work in the background has trouble");
            }
        }
    }
}
