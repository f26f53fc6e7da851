package dev.confab.rest.start;

import dev.confab.application.identity.AdministerTokens;
import dev.confab.domain.identity.Access;
import dev.confab.domain.identity.ApiToken;
import dev.confab.domain.identity.TokenStore;
import dev.confab.rest.config.EnvFile;
import dev.confab.rest.config.IdentitySettings;
import dev.confab.rest.config.Keys;
import dev.confab.rest.log.LogSettings;
import dev.confab.rest.log.Logs;
import io.micronaut.context.ApplicationContext;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.event.Level;

/**
 * Makes, lists and revokes tokens in the database of a server, whether that runs or not. What a program may want to catch,
 * a token or the list, goes to the one stream, and what is for people to the other.
 */
public final class TokenCommand {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final String USAGE = """
            Usage: ./confab token create --owner NAME [--read-only] [--expires TIME] [--label TEXT]
                   ./confab token list
                   ./confab token revoke ID

              --owner NAME     the user for whom the token speaks; "local" has what was made before there were users
              --read-only      with it nothing can be changed
              --expires TIME   it ends by itself: after 90d, 12h or 30m
              --label TEXT     what it is for

            A token is printed once and can never be shown again. Once there is a token, servers that start take no call
            without one.""";

    private final Map<String, String> environment;
    private final Path folder;
    private final PrintStream out;
    private final PrintStream err;
    private final Clock clock = Clock.systemUTC();

    /**
     * Prepares a command.
     *
     * @param environment the environment variables
     * @param folder      where a {@code .env} file may be
     * @param out         for the token, or the list
     * @param err         for everything else
     */
    public TokenCommand(Map<String, String> environment, Path folder, PrintStream out, PrintStream err) {
        this.environment = Map.copyOf(environment);
        this.folder = folder;
        this.out = out;
        this.err = err;
    }

    /** Does what the arguments behind {@code token} say and returns the status to exit with. */
    public int run(String... args) {
        List<String> arguments = List.of(args);
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.println(USAGE);
            return DONE;
        }
        TokenArguments asked;
        try {
            asked = TokenArguments.of(arguments, clock.instant());
        } catch (TokenArguments.Misuse misuse) {
            err.println("confab: " + misuse.getMessage());
            return MISUSED;
        }
        boolean debug = false;
        try {
            Map<String, String> file = EnvFile.read(folder.resolve(".env"));
            Keys keys = key -> Optional.ofNullable(environment.getOrDefault(key, file.get(key)));
            LogSettings wanted = LogSettings.from(keys, true);
            debug = wanted.isDebug();
            IdentitySettings.from(keys);
            try (Logs logs = Logs.to(err, debug ? wanted : new LogSettings(Level.WARN, wanted.format()));
                    ApplicationContext context = context(keys, file)) {
                return obey(asked, context.start());
            }
        } catch (RuntimeException | Error fault) {
            err.println("confab: " + StartFailure.lineOf(fault));
            if (debug) {
                fault.printStackTrace(err);
            }
            return FAILED;
        }
    }

    private static ApplicationContext context(Keys keys, Map<String, String> file) {
        return ApplicationContext.builder()
                .deduceEnvironment(false)
                .singletons(new KnownKeys(keys))
                .propertySources(new EnvFileSource(file))
                .properties(Map.of("confab.embedded.shared", true,
                        // Where a server would listen, and how much it would need, is no matter here.
                        "micronaut.server.host", "127.0.0.1",
                        "database.pool-size", "1"))
                .build();
    }

    private int obey(TokenArguments asked, ApplicationContext context) {
        AdministerTokens tokens = context.getBean(AdministerTokens.class);
        return switch (asked) {
            case TokenArguments.Create create -> create(tokens, create, context.getBean(TokenStore.class).isEmpty());
            case TokenArguments.Show all -> show(tokens.list());
            case TokenArguments.Revoke revoke -> {
                boolean revoked = tokens.revoke(revoke.id());
                err.println(revoked ? "confab: the token is revoked: within a second no server takes it any more"
                        : "confab: there is no token with this id; token list shows them");
                yield revoked ? DONE : FAILED;
            }
        };
    }

    private int create(AdministerTokens tokens, TokenArguments.Create create, boolean first) {
        AdministerTokens.Issued issued = tokens.issue(create.command());
        out.println(issued.bearer().reveal());
        err.println("confab: this token" + (create.command().access() == Access.READ_ONLY ? ", for reading only," : "")
                + " has the id " + issued.stored().id() + " and "
                + issued.stored().expiresAt().map(end -> "ends at " + end).orElse("does not end by itself")
                + "; it is shown this once");
        if (first) {
            err.println(
                    "confab: it is the first one: start servers that run already again, so that they ask for tokens");
        }
        return DONE;
    }

    private int show(List<ApiToken> all) {
        int widest = all.stream().mapToInt(token -> token.owner().value().length()).max().orElse(0);
        String form = "%-36s  %-" + Math.clamp(widest, 5, 40) + "s  %-9s  %-20s  %-20s  %-7s  %s%n";
        out.printf(form, "ID", "OWNER", "ACCESS", "MADE", "ENDS", "STATE", "LABEL");
        for (ApiToken token : all) {
            out.printf(form, token.id(), token.owner().value(),
                    token.access() == Access.FULL ? "full" : "read-only", time(token.createdAt()),
                    token.expiresAt().map(TokenCommand::time).orElse("never"), state(token), token.label());
        }
        return DONE;
    }

    private String state(ApiToken token) {
        if (token.revokedAt().isPresent()) {
            return "revoked";
        }
        return token.isExpiredAt(clock.instant()) ? "expired" : "good";
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
