package dev.confab.postgres;

import dev.confab.domain.AssistantId;
import dev.confab.domain.Owner;
import dev.confab.domain.account.Erased;
import dev.confab.domain.assistant.Assistant;
import dev.confab.domain.assistant.AssistantAdding;
import dev.confab.domain.assistant.AssistantChange;
import dev.confab.domain.assistant.AssistantDraft;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.assistant.TurnTerms;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.session.SessionMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** Keeps assistants in PostgreSQL. Each method is one statement, one transaction and one round trip. */
final class PostgresAssistantStore implements AssistantStore {

    private static final String TOLD = "SELECT a.o_outcome, " + AssistantRows.columns("(a.o_assistant).") + " FROM ";

    private static final String ADD = TOLD + "confab_add_assistant(" + Reach.OWNER
            + ", ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) a";

    private static final String REPLACE = TOLD
            + "confab_replace_assistant(" + Reach.OWNER + ", ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) a";

    private static final String DELETE = TOLD + "confab_delete_assistant(" + Reach.OWNER + ", ?, ?) a";

    private static final String ERASE = "SELECT o_assistants, o_more FROM confab_erase_assistants(" + Reach.EVERYONE
            + ", 500)";

    private static final String TERMS = "SELECT a.o_outcome, " + AssistantRows.columns("(a.o_assistant).")
            + ", a.o_reach FROM confab_turn_terms(" + Reach.OWNER + ", ?, ?) a";

    private static final String FIND = Reach.ofOwner("SELECT " + AssistantRows.columns("a.")
            + " FROM assistants a WHERE a.owner = reach.owner AND a.id = ?");

    private static final String LIST = Reach.ofOwner("SELECT " + AssistantRows.columns("a.")
            + " FROM assistants a WHERE a.owner = reach.owner AND (a.created_at, a.id) < (?, ?)"
            + " ORDER BY a.created_at DESC, a.id DESC LIMIT ?");

    private static final String LIST_ALL = Reach.ofOwner("SELECT " + AssistantRows.columns("a.")
            + " FROM assistants a WHERE a.owner = reach.owner ORDER BY a.created_at DESC, a.id DESC LIMIT ?");

    private static final int ASSISTANT_COLUMN = 2;
    private static final int REACH_COLUMN = 17;

    private final Queries queries;

    PostgresAssistantStore(Queries queries) {
        this.queries = Objects.requireNonNull(queries, "queries");
    }

    /** What became of it, and the assistant that it is about, if there is one. */
    private record Told(String outcome, Optional<Assistant> assistant) {

        static Told of(ResultSet rows) throws SQLException {
            if (!rows.next()) {
                throw new IllegalArgumentException("a row is missing");
            }
            var row = new Row(rows);
            return new Told(row.text(1), row.optionalUuid(ASSISTANT_COLUMN).isEmpty() ? Optional.empty()
                    : Optional.of(AssistantRows.assistant(row, ASSISTANT_COLUMN)));
        }

        Assistant there() {
            return assistant.orElseThrow(() -> new IllegalArgumentException("an assistant is missing"));
        }
    }

    @Override
    public AssistantAdding add(Owner owner, AssistantId assistant, AssistantDraft draft) {
        Queries.Answer<Told> answer = queries.runTwice("add_assistant", ADD, statement -> {
            var parameters = new Parameters(statement).text(owner.value()).uuid(assistant.value());
            AssistantRows.bind(parameters, draft);
        }, Told::of);
        Told told = answer.value();
        return switch (told.outcome()) {
            case "added" -> new AssistantAdding.Added(told.there());
            // What is known may be what was just stored, when the connection was lost over the answer.
            case "known" -> answer.repeated() && told.there().draft().equals(draft)
                    ? new AssistantAdding.Added(told.there())
                    : new AssistantAdding.Known(told.there());
            case "no_document" -> new AssistantAdding.NoSuchDocument();
            default -> throw new IllegalArgumentException("an outcome is not known");
        };
    }

    @Override
    public Optional<Assistant> find(Owner owner, AssistantId assistant) {
        return queries.run("find_assistant", FIND,
                statement -> new Parameters(statement).text(owner.value()).uuid(assistant.value()),
                AssistantRows::all).stream().findFirst();
    }

    @Override
    public List<Assistant> list(Owner owner, Optional<Place> before, int limit) {
        AssistantStore.requirePage(limit);
        return queries.run("list_assistants", before.isPresent() ? LIST : LIST_ALL, statement -> {
            var parameters = new Parameters(statement).text(owner.value());
            if (before.isPresent()) {
                parameters.time(before.get().createdAt()).uuid(before.get().assistant().value());
            }
            parameters.integer(limit);
        }, AssistantRows::all);
    }

    @Override
    public AssistantChange replace(Owner owner, AssistantId assistant, AssistantDraft draft, OptionalInt expected) {
        Queries.Answer<Told> answer = queries.runTwice("replace_assistant", REPLACE, statement -> {
            var parameters = new Parameters(statement)
                    .text(owner.value())
                    .uuid(assistant.value())
                    .integer(expected.isPresent() ? expected.getAsInt() : null)
                    .integer(KEPT_REVISIONS);
            AssistantRows.bind(parameters, draft);
        }, Told::of);
        Told told = answer.value();
        boolean ownWord = answer.repeated() && told.outcome().equals("stale") && told.there().draft().equals(draft);
        return ownWord ? new AssistantChange.Done(told.there()) : change(told);
    }

    @Override
    public Erased erase(Owner owner) {
        return queries.run("erase_assistants", ERASE, statement -> new Parameters(statement).text(owner.value()),
                rows -> {
                    rows.next();
                    Row row = new Row(rows);
                    return new Erased(Map.of("assistants", row.number(1)), row.bool(2));
                });
    }

    @Override
    public AssistantChange delete(Owner owner, AssistantId assistant, OptionalInt expected) {
        return change(queries.run("delete_assistant", DELETE,
                statement -> new Parameters(statement)
                        .text(owner.value())
                        .uuid(assistant.value())
                        .integer(expected.isPresent() ? expected.getAsInt() : null),
                Told::of));
    }

    private static AssistantChange change(Told told) {
        return switch (told.outcome()) {
            case "done" -> new AssistantChange.Done(told.there());
            case "stale" -> new AssistantChange.Stale(told.there());
            case "missing" -> new AssistantChange.NoSuchAssistant();
            case "no_document" -> new AssistantChange.NoSuchDocument();
            default -> throw new IllegalArgumentException("an outcome is not known");
        };
    }

    @Override
    public Terms terms(Owner owner, Optional<AssistantId> assistant, TurnTerms.Say turn) {
        return queries.run("turn_terms", TERMS,
                statement -> new Parameters(statement)
                        .text(owner.value())
                        .uuid(assistant.map(AssistantId::value).orElse(null))
                        .scope(turn.scope()),
                rows -> {
                    Told told = Told.of(rows);
                    return switch (told.outcome()) {
                        case "known" -> new Terms.Known(TurnTerms.of(turn, told.assistant(), SessionMode.OPEN_CHAT,
                                Scope.ALL, Optional.empty()), new Row(rows).number(REACH_COLUMN));
                        case "no_document" -> new Terms.NoSuchDocument();
                        case "no_assistant" -> new Terms.NoSuchAssistant();
                        default -> throw new IllegalArgumentException("an outcome is not known");
                    };
                });
    }
}
