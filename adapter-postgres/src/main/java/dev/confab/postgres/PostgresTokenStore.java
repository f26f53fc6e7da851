package dev.confab.postgres;

import dev.confab.domain.Owner;
import dev.confab.domain.account.Erased;
import dev.confab.domain.identity.Access;
import dev.confab.domain.identity.ApiToken;
import dev.confab.domain.identity.NewToken;
import dev.confab.domain.identity.StoredToken;
import dev.confab.domain.identity.TokenId;
import dev.confab.domain.identity.TokenProof;
import dev.confab.domain.identity.TokenStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Keeps tokens in PostgreSQL. Each method is one statement, one transaction and one round trip. */
final class PostgresTokenStore implements TokenStore {

    private static final String TOKEN = "t.id, t.owner, t.access, t.label, t.created_at, t.expires_at, t.revoked_at";

    private static final String ADD = "INSERT INTO api_tokens AS t"
            + " (id, owner, access, label, key, hash, created_at, expires_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, clock_timestamp(), ?) RETURNING " + TOKEN;

    private static final String FIND = "SELECT " + TOKEN
            + ", t.key, t.hash FROM api_tokens t WHERE t.id = ANY (?) AND t.owner <> ''";

    private static final String LIST = "SELECT " + TOKEN
            + " FROM api_tokens t WHERE t.owner <> '' ORDER BY t.created_at DESC, t.id DESC LIMIT " + MOST;

    private static final String REVOKE = "UPDATE api_tokens SET revoked_at = coalesce(revoked_at, clock_timestamp())"
            + " WHERE id = ? RETURNING id";

    /** Rows stay: that there was ever one tells a server that it knows users. No owner has an empty name. */
    private static final String ERASE = "WITH gone AS (UPDATE api_tokens SET owner = '', label = '',"
            + " revoked_at = coalesce(revoked_at, clock_timestamp()) WHERE owner = ? RETURNING id)"
            + " SELECT count(*) FROM gone";

    private static final String IS_EMPTY = "SELECT NOT EXISTS (SELECT FROM api_tokens)";

    private final Queries queries;

    PostgresTokenStore(Queries queries) {
        this.queries = Objects.requireNonNull(queries, "queries");
    }

    @Override
    public ApiToken add(NewToken token) {
        return queries.run("add_token", ADD,
                statement -> new Parameters(statement)
                        .uuid(token.id().value())
                        .text(token.owner().value())
                        .inferred(Labels.of(token.access()))
                        .text(token.label())
                        .bytes(HexFormat.of().parseHex(token.proof().key()))
                        .bytes(HexFormat.of().parseHex(token.proof().hash()))
                        .inferred(token.expiresAt().map(Instant::toString).orElse(null)),
                rows -> tokens(rows).getFirst());
    }

    @Override
    public List<StoredToken> find(Set<TokenId> ids) {
        TokenStore.requireFew(ids);
        return queries.run("find_tokens", FIND,
                statement -> new Parameters(statement).array("uuid", List.copyOf(ids), TokenId::value), rows -> {
                    var found = new ArrayList<StoredToken>();
                    while (rows.next()) {
                        var row = new Row(rows);
                        found.add(new StoredToken(token(row), new TokenProof(HexFormat.of().formatHex(row.bytes(8)),
                                HexFormat.of().formatHex(row.bytes(9)))));
                    }
                    return found;
                });
    }

    @Override
    public List<ApiToken> list() {
        return queries.run("list_tokens", LIST, statement -> {}, PostgresTokenStore::tokens);
    }

    @Override
    public boolean revoke(TokenId id) {
        return queries.run("revoke_token", REVOKE, statement -> new Parameters(statement).uuid(id.value()),
                ResultSet::next);
    }

    @Override
    public Erased erase(Owner owner) {
        return queries.run("erase_tokens", ERASE, statement -> new Parameters(statement).text(owner.value()), rows -> {
            rows.next();
            return new Erased(Map.of("tokens", new Row(rows).number(1)), false);
        });
    }

    @Override
    public boolean isEmpty() {
        return queries.run("any_token", IS_EMPTY, statement -> {}, rows -> rows.next() && new Row(rows).bool(1));
    }

    private static List<ApiToken> tokens(ResultSet rows) throws SQLException {
        var all = new ArrayList<ApiToken>();
        while (rows.next()) {
            all.add(token(new Row(rows)));
        }
        return all;
    }

    private static ApiToken token(Row row) throws SQLException {
        return new ApiToken(new TokenId(row.uuid(1)), new Owner(row.text(2)),
                Labels.constant(Access.class, row.text(3)),
                row.text(4), row.time(5), row.optionalTime(6), row.optionalTime(7));
    }
}
