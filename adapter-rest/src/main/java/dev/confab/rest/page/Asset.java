package dev.confab.rest.page;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A file as browsers get it. */
final class Asset {

    static final String HTML = "text/html;charset=utf-8";
    static final String STYLE = "text/css;charset=utf-8";
    static final String SCRIPT = "text/javascript;charset=utf-8";
    static final String IMAGE = "image/svg+xml";
    static final String JSON = MediaType.APPLICATION_JSON;

    /** Only what the server itself serves is loaded, and nothing that stands in a page is run. */
    static final String STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    /** The description pages style elements as they go and search in a worker of their own making. */
    static final String DESCRIPTION = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; connect-src 'self'; worker-src blob:; font-src 'self'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'";

    private final byte[] content;
    private final String type;
    private final String policy;
    private final String tag;

    Asset(byte[] content, String type, String policy) {
        this.content = content.clone();
        this.type = type;
        this.policy = policy;
        var sum = new CRC32C();
        sum.update(content);
        this.tag = "\"" + Long.toHexString(sum.getValue()) + "-" + content.length + "\"";
    }

    static Asset of(String text, String type, String policy) {
        return new Asset(text.getBytes(StandardCharsets.UTF_8), type, policy);
    }

    /** The response to a request for it: browsers keep what they have and ask whether it is still good. */
    HttpResponse<?> response(HttpRequest<?> request) {
        @Nullable
        String known = request.getHeaders().get(HttpHeaders.IF_NONE_MATCH);
        var response = tag.equals(known)
                ? HttpResponse.status(HttpStatus.NOT_MODIFIED)
                : HttpResponse.ok(content).contentType(type);
        return response.header(HttpHeaders.ETAG, tag)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header("Content-Security-Policy", policy)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
    }
}
