package org.jobcast.impl.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jobcast.impl.store.memory.MemoryStore;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreContext;
import org.jobcast.spi.StoreProvider;
import org.junit.jupiter.api.Test;

class StoresTest {
    @Test
    void memoryNeedsNothing() {
        StoreProvider memory = Stores.choose("memory", ClassLoader.getPlatformClassLoader());
        assertThat(memory.name()).isEqualTo("memory");
        try (Store store = Stores.open("memory", Map.of(), InstantSource.system())) {
            assertThat(store).isInstanceOf(MemoryStore.class);
        }
    }

    private static ClassLoader here() {
        return StoresTest.class.getClassLoader();
    }

    @Test
    void anUnknownStoreIsRefusedWithTheNamesOfTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Stores.choose("nope", here()))
                .withMessageContaining("nope")
                .withMessageContaining("memory, jpa, redis, dynamodb");
        assertThatIllegalArgumentException().isThrownBy(() -> Stores.choose("", here()));
        assertThatIllegalArgumentException().isThrownBy(() -> Stores.choose("Memory", here()));
    }

    @Test
    void aMissingClientLibraryIsNamedWithItsArtifact() {
        ClassLoader empty = ClassLoader.getPlatformClassLoader();
        assertThatIllegalStateException()
                .isThrownBy(() -> Stores.choose("redis", empty))
                .withMessageContaining("io.lettuce.core.RedisClient")
                .withMessageContaining("io.lettuce:lettuce-core");
        assertThatIllegalStateException()
                .isThrownBy(() -> Stores.choose("dynamodb", empty))
                .withMessageContaining("software.amazon.awssdk:dynamodb");
        assertThatIllegalStateException()
                .isThrownBy(() -> Stores.choose("jpa", empty))
                .withMessageContaining("jakarta.persistence");
    }

    @Test
    void allKnownStoresAreThere() {
        for (String name : List.of("memory", "jpa", "redis", "dynamodb")) {
            assertThat(Stores.choose(name, here()).name()).isEqualTo(name);
        }
    }

    @Test
    void withoutOptionalLibrariesOnlyTheStoresThatNeedThemAreMissing() throws Exception {
        List<URL> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String name = new File(entry).getName();
            if (!name.startsWith("lettuce") && !name.startsWith("jakarta") && !entry.contains("awssdk")) {
                jars.add(new File(entry).toURI().toURL());
            }
        }
        try (URLClassLoader bare = new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Method choose =
                    bare.loadClass(Stores.class.getName()).getDeclaredMethod("choose", String.class, ClassLoader.class);
            choose.setAccessible(true);
            assertThat(choose.invoke(null, "memory", bare)).isNotNull();
            for (String missing : List.of("redis", "jpa", "dynamodb")) {
                assertThatThrownBy(() -> choose.invoke(null, missing, bare))
                        .rootCause()
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("add ");
            }
        }
    }

    @Test
    void aStoreOfTheApplicationIsFoundByItsName() {
        ClassLoader loader = new FakeLoader(OwnStore.class.getName());
        assertThat(Stores.choose("own", loader)).isInstanceOf(OwnStore.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Stores.choose("nope", loader))
                .withMessageContaining("own");
    }

    @Test
    void aBrokenProviderDoesNotDisableTheOthers() {
        ClassLoader loader = new FakeLoader(BrokenStore.class.getName() + "\n" + OwnStore.class.getName());
        assertThat(Stores.choose("own", loader)).isInstanceOf(OwnStore.class);
        assertThat(Stores.choose("memory", loader).name()).isEqualTo("memory");
    }

    /** A store of an application. */
    public static final class OwnStore implements StoreProvider {
        @Override
        public String name() {
            return "own";
        }

        @Override
        public Store open(StoreContext context) {
            return new MemoryStore(context.clock());
        }
    }

    /** A provider whose constructor fails. */
    public static final class BrokenStore implements StoreProvider {
        /** Fails. */
        public BrokenStore() {
            throw new IllegalStateException("broken");
        }

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public Store open(StoreContext context) {
            throw new IllegalStateException("broken");
        }
    }

    /** Seems to have the class of a client library. */
    private static final class ClientLoader extends ClassLoader {
        private final String client;

        ClientLoader(String client) {
            super(StoresTest.class.getClassLoader());
            this.client = client;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (!name.equals(client)) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = emptyClass(name.replace('.', '/'));
            return defineClass(name, bytes, 0, bytes.length);
        }

        private static byte[] emptyClass(String name) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeInt(0xCAFEBABE);
                out.writeInt(52); // Java 8
                out.writeShort(5); // constants 1 to 4: class, its name, class, its name
                for (String constant : List.of(name, "java/lang/Object")) {
                    int index = constant.equals(name) ? 2 : 4;
                    out.writeByte(7);
                    out.writeShort(index);
                    out.writeByte(1);
                    out.writeUTF(constant);
                }
                out.writeShort(0x21); // public
                out.writeShort(1);
                out.writeShort(3);
                out.writeLong(0); // no interfaces, fields, methods, attributes
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }
    }

    /** Has a service file of its own. */
    private static final class FakeLoader extends ClassLoader {
        private final String services;

        FakeLoader(String services) {
            super(StoresTest.class.getClassLoader());
            this.services = services;
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            if (!name.equals("META-INF/services/" + StoreProvider.class.getName())) {
                return super.getResources(name);
            }
            return Collections.enumeration(List.of(new URL(null, "memory:services", new Handler(services))));
        }
    }

    private static final class Handler extends URLStreamHandler {
        private final String text;

        Handler(String text) {
            this.text = text;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {
                    connected = true;
                }

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
                }
            };
        }
    }
}
