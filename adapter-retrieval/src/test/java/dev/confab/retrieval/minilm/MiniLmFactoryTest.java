package dev.confab.retrieval.minilm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.confab.domain.PlainText;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.fault.LlmFault;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MiniLmFactoryTest {

    @Test
    void context_thatIsNotAskedTo_hasNoEmbedder() {
        try (ApplicationContext context = ApplicationContext.run(Map.of("embeddings", "none"))) {
            assertTrue(context.findBean(Embedder.class).isEmpty());
        }
    }

    @Test
    void context_askedTo_hasOne_andClosesIt() {
        assumeTrue(loads(), "the native runtime does not load here");
        Embedder embedder;
        try (ApplicationContext context = ApplicationContext
                .run(Map.of("embeddings", " MiniLM ", "vector.dim", "384"))) {
            embedder = context.getBean(Embedder.class);

            assertEquals(384, embedder.embedQuestion(PlainText.of("torque")).dimension());
        }
        assertThrows(LlmFault.Unavailable.class, () -> embedder.embedQuestion(PlainText.of("torque")));
    }

    @Test
    void context_withAnotherDimension_doesNotStart() {
        assertEquals("VECTOR_DIM: must be 384 with EMBEDDINGS minilm",
                refusal(() -> ApplicationContext.run(Map.of("embeddings", "minilm", "vector.dim", "1536")).close()));
    }

    /** With a class loader that has what the default package has. */
    @Test
    void model_thatIsNotThere_isSaidInOneLine() {
        String line = refusal(() -> {
            try {
                Class<?> factory = new WithoutModel().loadClass(MiniLmFactory.class.getName());
                var made = factory.getDeclaredConstructor();
                made.setAccessible(true);
                var method = factory.getDeclaredMethod("embedder", String.class);
                method.setAccessible(true);
                method.invoke(made.newInstance(), "");
            } catch (InvocationTargetException refused) {
                throw new IllegalStateException(refused.getCause());
            } catch (ReflectiveOperationException failed) {
                throw new LinkageError("the factory cannot be made", failed);
            }
        });

        assertTrue(line.startsWith("EMBEDDINGS: minilm is not in this build: "), line);
        assertTrue(line.contains("-Pminilm") && !line.contains("\n"), line);
    }

    private static String refusal(Runnable start) {
        Throwable failure = assertThrows(RuntimeException.class, start::run);
        while (failure.getCause() != null && !(failure instanceof ConfigurationException)) {
            failure = failure.getCause();
        }
        return String.valueOf(failure.getMessage());
    }

    private static boolean loads() {
        try {
            MiniLm.load().close();
            return true;
        } catch (IOException failed) {
            return false;
        }
    }

    private static final class WithoutModel extends ClassLoader {

        private WithoutModel() {
            super(MiniLmFactoryTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("ai.onnxruntime.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("dev.confab.retrieval.minilm.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known != null ? known : own(name);
        }

        private Class<?> own(String name) throws ClassNotFoundException {
            try (InputStream in = super.getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException failed) {
                throw new ClassNotFoundException(name, failed);
            }
        }

        @Override
        public @Nullable URL getResource(String name) {
            return name.endsWith(".onnx") ? null : super.getResource(name);
        }
    }
}
