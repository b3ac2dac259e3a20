package io.conserje.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.http.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {

    private final AtomicLong nanos = new AtomicLong();
    private final BodyReader reader = new BodyReader(nanos::get);

    private static InputStream of(int bytes) {
        return new ByteArrayInputStream(bytes(bytes));
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    private static void assertRefused(int status, ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().status()).isEqualTo(status));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                BodyReader.FIRST_BYTES,
                BodyReader.FIRST_BYTES + 1,
                BodyReader.FREE_BYTES - 1,
                BodyReader.FREE_BYTES,
                BodyReader.FREE_BYTES + 1,
                1_000_000,
                BodyReader.MAX_BYTES
            })
    void readsABodyByteForByte(int size) {
        try (Body body = reader.read(of(size))) {
            assertThat(Arrays.copyOf(body.bytes(), body.length())).isEqualTo(bytes(size));
        }
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        assertRefused(413, () -> reader.read(of(BodyReader.MAX_BYTES + 1)).close());
    }

    @Test
    void limitsTheCostOfAnEndlessStream() {
        AtomicLong given = new AtomicLong();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("Read by the array");
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                given.addAndGet(length);
                return length;
            }
        };

        assertRefused(413, () -> reader.read(endless).close());
        assertThat(given.get()).isLessThanOrEqualTo(BodyReader.MAX_BYTES + 1);
        reader.discard(endless);
        assertThat(given.get()).isLessThan(3L * BodyReader.MAX_BYTES);
    }

    @Test
    void aBodyCostsFourKibibytesBeforeItsBytesArrive() {
        AtomicLong asked = new AtomicLong();
        InputStream stalled = new InputStream() {
            @Override
            public int read() {
                return -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                asked.accumulateAndGet(into.length, Math::max);
                return -1;
            }
        };
        reader.read(stalled).close();
        reader.discard(stalled);
        assertThat(asked.get()).isLessThanOrEqualTo(4096);
    }

    @Test
    void limitsTheMemoryOfLargeBodiesAndAdmitsSmallOnes() {
        BodyReader tight = new BodyReader(BodyReader.MAX_BYTES, nanos::get);
        try (Body first = tight.read(of(BodyReader.MAX_BYTES))) {
            assertThat(first.length()).isEqualTo(BodyReader.MAX_BYTES);
            assertRefused(503, () -> tight.read(of(BodyReader.MAX_BYTES)).close());
            try (Body usual = tight.read(of(BodyReader.FREE_BYTES - 1))) {
                assertThat(usual.length()).isEqualTo(BodyReader.FREE_BYTES - 1);
            }
        }
        for (int i = 0; i < 3; i++) {
            assertRefused(413, () -> tight.read(of(BodyReader.MAX_BYTES + 1)).close());
            try (Body again = tight.read(of(BodyReader.MAX_BYTES))) {
                assertThat(again.length()).isEqualTo(BodyReader.MAX_BYTES);
            }
        }
    }

    @Test
    void abandonsABodyThatTrickles() {
        InputStream trickle = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("Read by the array");
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                nanos.addAndGet(1_000_000_000);
                return 1;
            }
        };

        assertRefused(400, () -> reader.read(trickle).close());
        assertThat(nanos.get()).isEqualTo(21_000_000_000L);
        reader.discard(trickle);
        assertThat(nanos.get()).isLessThan(50_000_000_000L);
    }

    @Test
    void refusesATruncatedBody() {
        InputStream broken = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("Read by the array");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                throw new IOException("reset");
            }
        };

        assertRefused(400, () -> reader.read(broken).close());
        reader.discard(broken);
    }
}
