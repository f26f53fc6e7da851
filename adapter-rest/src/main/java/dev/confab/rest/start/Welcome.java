package dev.confab.rest.start;

import dev.confab.application.health.CheckHealth;
import dev.confab.domain.health.Health;
import dev.confab.rest.config.Version;
import dev.confab.rest.identity.Users;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** What the one who started the server reads. */
final class Welcome {

    private Welcome() {}

    static String of(URI address, CheckHealth.Report report, Users users, Duration startedIn) {
        var text = new StringBuilder("Confab ").append(Version.CURRENT).append(" is ready");
        text.append(String.format(Locale.ROOT, ", started in %.1f s", startedIn.toMillis() / 1000.0));
        text.append("\n\n");
        line(text, "address", address + "  (/docs describes the interface)");
        for (Map.Entry<String, Health> part : report.parts().entrySet()) {
            line(text, part.getKey(),
                    part.getValue().detail() + (part.getValue().usable() ? "" : "  (not usable now)"));
        }
        line(text, "users",
                users.areKnown() ? "known by their tokens  (./confab token create)" : "one, of this machine");
        return text.append("\nTry:\n  curl ")
                .append(address)
                .append("/chat ")
                .append(users.areKnown() ? "-H \"Authorization: Bearer $TOKEN\" " : "")
                .append("-H 'Content-Type: application/json' -d '{\"message\": \"What is a humanoid robot?\"}'\n")
                .toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "  %-10s %s%n", name, value));
    }
}
