package io.clickmill.api.http;

import io.clickmill.contract.Sha256;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A response body that is the same for every request. It is compressed once, when the API starts, and all responses
 * share the same bytes: 80 clients that read a script slowly take no more memory than one.
 */
public final class StaticContent {
    /** Request attribute: the bytes to send as the response's body, without copying them. */
    public static final String BYTES = StaticContent.class.getName() + ".bytes";

    /** Minimum size to compress. A body that fits into one packet gains nothing. */
    private static final int MIN_GZIP_BYTES = 1_500;

    /** Matches an {@code Accept-Encoding} that names gzip and does not refuse it with {@code q=0}. */
    private static final Pattern GZIP =
            Pattern.compile("(?i)(?:^|,)\\s*gzip\\s*(?:,|$|;(?!\\s*q=0(?:\\.0*)?\\s*(?:,|$)))");

    private final String contentType;
    private final byte[] plain;
    private final byte[] gzipped;
    /** A weak tag, because it stands for the plain and the compressed form. */
    private final String etag;

    /** A body of this type. Images are not compressed, as they are already. */
    public StaticContent(String contentType, byte[] bytes) {
        this.contentType = contentType;
        this.plain = bytes;
        this.etag = "W/\"" + HexFormat.of().formatHex(Sha256.of(bytes), 0, 8) + "\"";
        this.gzipped = bytes.length < MIN_GZIP_BYTES || contentType.startsWith("image/") ? bytes : gzip(bytes);
    }

    /**
     * Answers with the bytes, or with 304 if the client has them. It may cache them, but must revalidate them each
     * time.
     */
    public void write(Context context) {
        write(context, "no-cache");
    }

    /** The same for a URL that names this version of the bytes: the client need not ask again for a year. */
    public void writeForever(Context context) {
        write(context, "max-age=31536000, immutable");
    }

    private void write(Context context, String cacheControl) {
        context.header("Cache-Control", cacheControl).header("ETag", etag);
        if (etag.equals(context.header("If-None-Match"))) {
            context.status(HttpStatus.NOT_MODIFIED).removeHeader("Content-Type");
            return;
        }
        context.contentType(contentType);
        byte[] bytes = plain;
        if (gzipped != plain) {
            context.header("Vary", "Accept-Encoding");
            if (takesGzip(context.header("Accept-Encoding"))) {
                context.header("Content-Encoding", "gzip");
                bytes = gzipped;
            }
        }
        context.attribute(BYTES, bytes);
    }

    private static boolean takesGzip(@Nullable String acceptEncoding) {
        return acceptEncoding != null && GZIP.matcher(acceptEncoding).find();
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return out.toByteArray();
    }
}
