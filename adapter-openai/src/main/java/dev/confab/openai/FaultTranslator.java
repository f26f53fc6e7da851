package dev.confab.openai;

import static java.util.Map.entry;

import dev.confab.domain.fault.LlmFault;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.jspecify.annotations.Nullable;

/**
 * Tells what failed at the provider, or on the way to it, as one of our faults. Nothing of what the provider wrote gets into
 * a message but the status, the name of its error and the id of its request.
 */
final class FaultTranslator {

    /** What an error amounts to. */
    private enum Meaning {
        RATE_LIMITED, UNAVAILABLE, REFUSED, TOO_LONG, MISCONFIGURED, BROKEN
    }

    /** Names of errors. Those of the first block say more than the status they come with. */
    private static final Map<String, Meaning> TELLING = Map.ofEntries(
            entry("context_length_exceeded", Meaning.TOO_LONG), entry("exceed_context_size_error", Meaning.TOO_LONG),
            entry("string_above_max_length", Meaning.TOO_LONG), entry("request_too_large", Meaning.TOO_LONG),
            entry("content_policy_violation", Meaning.REFUSED), entry("content_filter", Meaning.REFUSED),
            entry("responsibleaipolicyviolation", Meaning.REFUSED), entry("moderation_blocked", Meaning.REFUSED),
            entry("prohibited_content", Meaning.REFUSED), entry("invalid_prompt", Meaning.REFUSED),
            // Waiting does not help against an empty account: a person has to act, so it is not a rate limit to us.
            entry("insufficient_quota", Meaning.MISCONFIGURED), entry("billing_not_active", Meaning.MISCONFIGURED),
            entry("billing_hard_limit_reached", Meaning.MISCONFIGURED));
    private static final Map<String, Meaning> PLAIN = Map.ofEntries(
            entry("rate_limit_exceeded", Meaning.RATE_LIMITED), entry("rate_limit_error", Meaning.RATE_LIMITED),
            entry("too_many_requests", Meaning.RATE_LIMITED), entry("resource_exhausted", Meaning.RATE_LIMITED),
            entry("server_error", Meaning.UNAVAILABLE), entry("internal_server_error", Meaning.UNAVAILABLE),
            entry("internal_error", Meaning.UNAVAILABLE), entry("internal", Meaning.UNAVAILABLE),
            entry("api_error", Meaning.UNAVAILABLE), entry("overloaded_error", Meaning.UNAVAILABLE),
            entry("overloaded", Meaning.UNAVAILABLE), entry("service_unavailable", Meaning.UNAVAILABLE),
            entry("unavailable", Meaning.UNAVAILABLE), entry("timeout", Meaning.UNAVAILABLE),
            entry("deadline_exceeded", Meaning.UNAVAILABLE), entry("invalid_api_key", Meaning.MISCONFIGURED),
            entry("authentication_error", Meaning.MISCONFIGURED), entry("permission_error", Meaning.MISCONFIGURED),
            entry("permission_denied", Meaning.MISCONFIGURED), entry("model_not_found", Meaning.MISCONFIGURED),
            entry("not_found_error", Meaning.MISCONFIGURED), entry("invalid_request_error", Meaning.MISCONFIGURED),
            entry("invalid_argument", Meaning.MISCONFIGURED));

    private static final Pattern TOO_LONG_HINT = Pattern.compile(
            "context (length|window|size)|maximum context|token count.*exceed|too many (input )?tokens|prompt is too long");
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9_.:-]{1,80}");

    private FaultTranslator() {}

    /**
     * An answer that is not 200.
     *
     * @param requestId what the provider calls the request, empty if it gives it no name
     */
    static LlmFault answered(int status, ProviderError error, Optional<Duration> retryAfter, String requestId) {
        String named = error.code().isEmpty() ? error.type() : error.code();
        return fault(meaning(status, error),
                "the provider answered " + status + (named.isEmpty() ? "" : " (" + named + ")") + hint(status)
                        + (REQUEST_ID.matcher(requestId).matches() ? ", request " + requestId : ""),
                retryAfter, null);
    }

    /** An error inside a stream that began well. */
    static LlmFault inStream(ProviderError error) {
        return within("the provider ended the stream with an error", error);
    }

    /** An error where an answer in one piece should be, under a status that says all is well. */
    static LlmFault inAnswer(ProviderError error) {
        return within("the provider answered 200 and an error", error);
    }

    private static LlmFault within(String message, ProviderError error) {
        String named = error.code().isEmpty() ? error.type() : error.code();
        Meaning meaning = error.status() > 0 ? meaning(error.status(), error)
                : TELLING.getOrDefault(error.code(), TELLING.getOrDefault(error.type(),
                        PLAIN.getOrDefault(error.code(), PLAIN.getOrDefault(error.type(), Meaning.BROKEN))));
        return fault(meaning,
                message + (named.isEmpty() ? "" : " (" + named + ")")
                        + (error.status() > 0 ? " " + error.status() : ""),
                Optional.empty(), null);
    }

    /** A connection that could not be made or did not hold. */
    static LlmFault broken(IOException cause) {
        return switch (cause) {
            case UnknownHostException unknown -> fault(Meaning.UNAVAILABLE, "the provider's host is not known", cause);
            case SSLException tls -> tls(tls);
            case TruncatedChunkException cut -> fault(Meaning.UNAVAILABLE, "the provider cut the answer short", cause);
            case MalformedChunkCodingException bad ->
                fault(Meaning.BROKEN, "the provider's answer is not HTTP", cause);
            case ProtocolException bad -> fault(Meaning.BROKEN, "the provider's answer breaks the protocol", cause);
            case java.net.ConnectException refused ->
                fault(Meaning.UNAVAILABLE, "the provider refused the connection", cause);
            case SocketException reset -> fault(Meaning.UNAVAILABLE, "the provider reset the connection", cause);
            default -> fault(Meaning.UNAVAILABLE, "the connection to the provider failed", cause);
        };
    }

    /** What came is not what the protocol promises. */
    static LlmFault protocol(String message, @Nullable Throwable cause) {
        return new LlmFault.ProtocolBroken(message, cause);
    }

    /** A certificate nobody vouches for, or no TLS at all, does not get better by waiting; a lost handshake may. */
    private static LlmFault tls(SSLException cause) {
        for (Throwable link = cause; link != null; link = link.getCause()) {
            if (link instanceof EOFException || link instanceof SocketException) {
                return fault(Meaning.UNAVAILABLE, "the provider broke off the TLS connection", cause);
            }
            if (link instanceof GeneralSecurityException) {
                break;
            }
        }
        return fault(Meaning.MISCONFIGURED, "no trusted TLS connection to the provider", cause);
    }

    private static Meaning meaning(int status, ProviderError error) {
        Meaning telling = TELLING.getOrDefault(error.code(), TELLING.get(error.type()));
        if (telling != null && status < 500) {
            return telling;
        }
        return switch (status) {
            case 400 -> TOO_LONG_HINT.matcher(error.hint()).find() ? Meaning.TOO_LONG : Meaning.MISCONFIGURED;
            case 413 -> Meaning.TOO_LONG;
            case 429 -> Meaning.RATE_LIMITED;
            case 408, 409, 425, 498, 499 -> Meaning.UNAVAILABLE;
            default -> status >= 500 ? Meaning.UNAVAILABLE
                    : status >= 300 ? Meaning.MISCONFIGURED : Meaning.BROKEN;
        };
    }

    private static String hint(int status) {
        return switch (status) {
            case 401, 403 -> ": it does not accept the key";
            case 404 -> ": it does not know the model or the address";
            case 301, 302, 303, 307, 308 -> ": redirects are not followed";
            default -> "";
        };
    }

    private static LlmFault fault(Meaning meaning, String message, IOException cause) {
        return fault(meaning, message, Optional.empty(), cause);
    }

    private static LlmFault fault(Meaning meaning, String message, Optional<Duration> retryAfter,
            @Nullable IOException cause) {
        return switch (meaning) {
            case RATE_LIMITED -> new LlmFault.RateLimited(message, retryAfter, cause);
            case UNAVAILABLE -> new LlmFault.Unavailable(message, retryAfter, cause);
            case REFUSED -> new LlmFault.Refused(message, cause);
            case TOO_LONG -> new LlmFault.ContextTooLong(message, cause);
            case MISCONFIGURED -> new LlmFault.Misconfigured(message, cause);
            case BROKEN -> new LlmFault.ProtocolBroken(message, cause);
        };
    }
}
