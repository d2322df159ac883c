// Asks vouchd from Java, with the JDK alone (16 and later). Its HttpClient has no Unix sockets, so
// this speaks HTTP/1.1 over a SocketChannel.
//
//   java Vouch.java /run/vouchd/vouchd.sock verify record.pdf case-4711
//   java Vouch.java /run/vouchd/vouchd.sock events 0 [COUNT]

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

public final class Vouch implements AutoCloseable {
    private final SocketChannel channel;
    private final InputStream in;

    Vouch(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        in = new java.io.BufferedInputStream(Channels.newInputStream(channel));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** What came back: the status, and the body as it arrives. */
    record Answer(int status, Map<String, String> headers, InputStream body) {
        String text() throws IOException {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    Answer ask(String method, String path, byte[] body, Map<String, String> headers)
            throws IOException {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: vouchd\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        if (body != null) {
            head.append("Content-Length: " + body.length + "\r\n");
        }
        write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        if (body != null) {
            write(body);
        }
        return readAnswer();
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private Answer readAnswer() throws IOException {
        int status = Integer.parseInt(line(in).split(" ")[1]);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
        }
        boolean chunked = "chunked".equals(headers.get("transfer-encoding"));
        long length = Long.parseLong(headers.getOrDefault("content-length", "0"));
        return new Answer(status, headers, chunked ? new Chunks(in) : new Exactly(in, length));
    }

    /** A line without its end, as ASCII: heads of answers and of chunks. */
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the daemon went away");
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.US_ASCII).stripTrailing();
    }

    /** A body of known length. */
    private static final class Exactly extends InputStream {
        private final InputStream in;
        private long left;

        Exactly(InputStream in, long length) {
            this.in = in;
            left = length;
        }

        @Override
        public int read() throws IOException {
            if (left == 0) {
                return -1;
            }
            left--;
            return in.read();
        }
    }

    /** A body in chunks (RFC 9112, 7.1), as of events, which have no end. */
    private static final class Chunks extends InputStream {
        private final InputStream in;
        private long left;
        private boolean begun;
        private boolean ended;

        Chunks(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            if (left == 0 && !ended) {
                if (begun) {
                    line(in);
                }
                begun = true;
                left = Long.parseLong(line(in).split(";")[0], 16);
                ended = left == 0;
            }
            if (ended) {
                return -1;
            }
            left--;
            return in.read();
        }
    }

    private static void verify(Vouch vouch, String file, String key) throws IOException {
        Answer answer = vouch.ask("POST", "/v1/verify?evidence=none", Files.readAllBytes(Path.of(file)),
                                  Map.of("Idempotency-Key", key));
        String text = answer.text();
        if (answer.status() != 200) {
            System.err.println(text);  // application/problem+json: nothing was judged
            System.exit(1);
        }
        System.out.println(text);  // read report.indication with the JSON library you use
    }

    /** Each event is a line of JSON; an empty line is a heartbeat. */
    private static void follow(Vouch vouch, String after, long count) throws IOException {
        Answer answer = vouch.ask("GET", "/v1/events?after=" + after, null, Map.of());
        if (answer.status() != 200) {
            System.err.println(answer.text());
            System.exit(1);
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = answer.body().read(); c >= 0 && count > 0; c = answer.body().read()) {
            if (c != '\n') {
                line.write(c);
                continue;
            }
            if (line.size() > 0) {
                System.out.println(line.toString(StandardCharsets.UTF_8));
                count--;
            }
            line.reset();
            if (count == 0) {
                break;
            }
        }
    }

    public static void main(String[] arguments) throws IOException {
        try (Vouch vouch = new Vouch(Path.of(arguments[0]))) {
            if (arguments[1].equals("verify")) {
                verify(vouch, arguments[2], arguments[3]);
            } else {
                follow(vouch, arguments[2],
                       arguments.length > 3 ? Long.parseLong(arguments[3]) : Long.MAX_VALUE);
            }
        }
    }
}
