package dev.confab.rest.start;

import dev.confab.application.identity.AdministerTokens;
import dev.confab.domain.Owner;
import dev.confab.domain.identity.Access;
import dev.confab.domain.identity.TokenId;
import dev.confab.rest.request.Ids;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an operator wrote behind {@code token}. */
sealed interface TokenArguments {

    /** A token is wanted. */
    record Create(AdministerTokens.Command command) implements TokenArguments {}

    /** All tokens are to be shown. */
    record Show() implements TokenArguments {}

    /** A token is to be good no more. */
    record Revoke(TokenId id) implements TokenArguments {}

    /** It makes no sense; the message is one line for the operator. */
    final class Misuse extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Misuse(String why) {
            super(why, null, false, false);
        }
    }

    /** The options of {@code create}, and whether they have a value. */
    Map<String, Boolean> OPTIONS = Map.of("owner", true, "label", true, "expires", true, "read-only", false);
    /** Minutes, hours, days. */
    Pattern TIME = Pattern.compile("([1-9][0-9]{0,4})([mhd])");
    /** The longest life of a token that has an end. */
    Duration LONGEST = Duration.ofDays(3_660);

    /**
     * Reads the arguments.
     *
     * @throws Misuse if they make no sense
     */
    static TokenArguments of(List<String> arguments, Instant now) {
        String verb = arguments.isEmpty() ? "" : arguments.getFirst();
        List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        return switch (verb) {
            case "create" -> create(options(rest), now);
            case "list" -> {
                if (!rest.isEmpty()) {
                    throw new Misuse("token list takes nothing more");
                }
                yield new Show();
            }
            case "revoke" -> {
                if (rest.size() != 1) {
                    throw new Misuse("token revoke takes the id of one token");
                }
                yield new Revoke(Ids.token(rest.getFirst())
                        .orElseThrow(() -> new Misuse("that is not the id of a token; token list shows them")));
            }
            default -> throw new Misuse("token is followed by create, list or revoke");
        };
    }

    private static Create create(Map<String, String> options, Instant now) {
        if (!options.containsKey("owner")) {
            throw new Misuse("token create needs --owner NAME: the user for whom the token speaks");
        }
        try {
            return new Create(new AdministerTokens.Command(new Owner(options.getOrDefault("owner", "")),
                    options.containsKey("read-only") ? Access.READ_ONLY : Access.FULL,
                    options.getOrDefault("label", ""),
                    Optional.ofNullable(options.get("expires")).map(text -> end(text, now))));
        } catch (IllegalArgumentException wrong) {
            throw new Misuse(String.valueOf(wrong.getMessage()));
        }
    }

    private static Instant end(String text, Instant now) {
        Matcher time = TIME.matcher(text);
        if (time.matches()) {
            ChronoUnit unit = switch (time.group(2)) {
                case "m" -> ChronoUnit.MINUTES;
                case "h" -> ChronoUnit.HOURS;
                default -> ChronoUnit.DAYS;
            };
            Duration life = Duration.of(Long.parseLong(time.group(1)), unit);
            if (life.compareTo(LONGEST) <= 0) {
                return now.plus(life).truncatedTo(ChronoUnit.SECONDS);
            }
        }
        throw new Misuse("--expires takes a time like 90d, 12h or 30m, of at most " + LONGEST.toDays() + " days");
    }

    private static Map<String, String> options(List<String> words) {
        var options = new HashMap<String, String>();
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            int equals = word.indexOf('=');
            String name = word.startsWith("--") ? word.substring(2, equals < 0 ? word.length() : equals) : "";
            Boolean valued = OPTIONS.get(name);
            if (valued == null) {
                throw new Misuse("token create takes --owner NAME, --read-only, --expires TIME and --label TEXT");
            }
            if (options.containsKey(name) || (!valued && equals >= 0)
                    || (valued && equals < 0 && at + 1 == words.size())) {
                throw new Misuse("--" + name
                        + (valued ? " is written once, with a value" : " is written once, without a value"));
            }
            options.put(name, !valued ? "" : equals < 0 ? words.get(++at) : word.substring(equals + 1));
        }
        return options;
    }
}
