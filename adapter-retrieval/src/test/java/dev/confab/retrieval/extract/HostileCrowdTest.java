package dev.confab.retrieval.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.document.SourceKind;
import dev.confab.domain.fault.ExtractionFault;
import dev.confab.domain.fault.ExtractionFault.Reason;
import dev.confab.domain.ingestion.TextExtractor.Extraction;
import dev.confab.retrieval.extract.pdf.HostilePdfs;
import dev.confab.retrieval.extract.pdf.WrittenPdf;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many files at once, and readers that are ended from outside: whatever happens, no process and no thread is left. */
final class HostileCrowdTest {

    private static final int CROWD = Boolean.getBoolean("confab.long") ? 200 : 50;
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        await(() -> ProcessHandle.current().children().findAny().isEmpty());
        await(() -> Thread.getAllStackTraces()
                .keySet()
                .stream()
                .noneMatch(
                        thread -> thread.getName().startsWith("reader-watch")));
    }

    @Test
    void next_ofFiftyHostileFilesAtOnce_endsThemAll() throws Exception {
        var limits = new ExtractionLimits(Duration.ofMillis(1_500), Duration.ofMillis(1_000), Duration.ofSeconds(30),
                48,
                100,
                100_000, 2);
        var extractor = new SandboxedTextExtractor(limits);
        List<HostilePdfs.Hostile> hostile = Boolean.getBoolean("confab.long") ? HostilePdfs.all() : HostilePdfs.quick();
        List<byte[]> files = hostile.stream().map(one -> one.file().get()).toList();
        var most = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reading = new ArrayList<Future<ReadFile>>();
            for (int at = 0; at < CROWD; at++) {
                Path file = ReadFile.written(folder, at + ".pdf", files.get(at % files.size()));
                reading.add(threads.submit(() -> {
                    ReadFile read = ReadFile.of(extractor, file);
                    most.accumulateAndGet((int) ProcessHandle.current().children().count(), Math::max);
                    return read;
                }));
            }
            for (Future<ReadFile> read : reading) {
                assertTrue(read.get(2, TimeUnit.MINUTES).fault().isPresent());
            }
        }
        assertTrue(most.get() <= limits.atOnce(), () -> most + " readers at once");
    }

    @Test
    void next_whenTheReaderIsKilled_isInterruptedAndMayBeTriedAgain() throws Exception {
        var extractor = new SandboxedTextExtractor(ReadFile.TIGHT);
        Path file = ReadFile.written(folder, "slow.pdf", slow());
        try (var extraction = extractor.open(file, SourceKind.PDF)) {
            ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);

            ExtractionFault fault = assertThrows(ExtractionFault.class, () -> readAll(extraction));
            assertEquals(Reason.INTERRUPTED, fault.reason());
            assertTrue(fault.retryable());
        }
    }

    @Test
    void close_whileItReads_endsTheReaderAtOnce() throws Exception {
        var extractor = new SandboxedTextExtractor(ReadFile.TIGHT);
        var extraction = extractor.open(ReadFile.written(folder, "slow.pdf", slow()), SourceKind.PDF);
        long from = System.nanoTime();
        extraction.close();
        extraction.close();

        assertTrue(ProcessHandle.current().children().findAny().isEmpty());
        assertTrue(Duration.ofNanos(System.nanoTime() - from).compareTo(SOON) < 0);
    }

    @Test
    void next_whenItsThreadIsInterrupted_endsTheReader() throws Exception {
        var extractor = new SandboxedTextExtractor(ReadFile.TIGHT);
        var extraction = extractor.open(ReadFile.written(folder, "slow.pdf", slow()), SourceKind.PDF);
        var begun = new CountDownLatch(1);
        try (var threads = Executors.newSingleThreadExecutor()) {
            Future<Reason> reason = threads.submit(() -> {
                begun.countDown();
                return assertThrows(ExtractionFault.class, () -> readAll(extraction)).reason();
            });
            begun.await();
            threads.shutdownNow();

            assertEquals(Reason.INTERRUPTED, reason.get(SOON.toSeconds(), TimeUnit.SECONDS));
        } finally {
            extraction.close();
        }
    }

    @Test
    void open_whenAllPlacesAreTaken_waitsForOne() throws Exception {
        var one = new ExtractionLimits(Duration.ofSeconds(6), Duration.ofSeconds(3), Duration.ofSeconds(30), 64, 500,
                300_000, 1);
        var extractor = new SandboxedTextExtractor(one);
        Path file = ReadFile.written(folder, "slow.pdf", slow());
        var first = extractor.open(file, SourceKind.PDF);
        try (var threads = Executors.newSingleThreadExecutor()) {
            Future<Integer> second = threads.submit(() -> ReadFile.of(extractor, file).pages().size());
            assertFalse(second.isDone());
            readAll(first);
            assertEquals(1, ProcessHandle.current().children().count());
            first.close();

            assertEquals(100, second.get(SOON.toSeconds(), TimeUnit.SECONDS));
        }
    }

    private static byte[] slow() {
        try (var pdf = new WrittenPdf()) {
            for (int page = 0; page < 100; page++) {
                pdf.page().lines("Many pages take a while, and this is one of them.");
            }
            return pdf.bytes();
        }
    }

    private static void readAll(Extraction extraction) {
        for (Optional<?> page = extraction.next(); page.isPresent(); page = extraction.next()) {
            assertTrue(page.isPresent());
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, "nothing is left");
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
