package dev.confab.postgres;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.account.Erased;
import dev.confab.domain.quota.Admission;
import dev.confab.domain.quota.Amount;
import dev.confab.domain.quota.Exceeded;
import dev.confab.domain.quota.Limit;
import dev.confab.domain.quota.Limits;
import dev.confab.domain.quota.QuotaStore;
import dev.confab.domain.quota.Reservation;
import dev.confab.domain.quota.Reserving;
import dev.confab.domain.quota.Standing;
import dev.confab.domain.run.IdempotencyKey;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Keeps in PostgreSQL how much owners use. Each method is one statement, one transaction and one round trip. */
final class PostgresQuotaStore implements QuotaStore {

    private static final int FORGOTTEN_AT_ONCE = 5_000;

    private static final String ADMIT = "SELECT * FROM confab_admit(" + Reach.OWNER + ", ?, ?)";
    private static final String RESERVE = "SELECT * FROM confab_reserve(" + Reach.OWNER
            + ", ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String SETTLE = "SELECT confab_settle(" + Reach.OWNER + ", ?, ?, ?)";
    private static final String CHARGE = "SELECT confab_charge(" + Reach.OWNER + ", ?, ?, ?)";
    private static final String ERASE = "SELECT confab_erase_use(" + Reach.OWNER + ")";
    private static final String FORGET = "SELECT o_days, o_more FROM confab_forget_use(" + Reach.EVERYONE + ", ?, ?)";

    private final Queries queries;
    private final Supplier<Optional<Instant>> now;

    PostgresQuotaStore(Queries queries) {
        this(queries, Optional::empty);
    }

    /** @param now what time it is, where it is not the database that tells */
    PostgresQuotaStore(Queries queries, Supplier<Optional<Instant>> now) {
        this.queries = Objects.requireNonNull(queries, "queries");
        this.now = Objects.requireNonNull(now, "now");
    }

    @Override
    public Admission admit(Owner owner, Limits limits) {
        return queries.run("admit_request", ADMIT,
                statement -> time(limit(new Parameters(statement).text(owner.value()), limits,
                        Limit.REQUESTS_PER_MINUTE)),
                rows -> {
                    Row row = first(rows);
                    Standing standing = new Standing(row.time(2), row.number(3),
                            Duration.ofMillis((long) Math.ceil(row.real(4) * 1_000)), row.number(5),
                            new Amount(row.number(6), row.number(8)), new Amount(row.number(7), row.number(9)),
                            row.number(10), row.number(11));
                    return new Admission(row.bool(1) ? Optional.empty() : limits.ofRequest(standing), standing);
                });
    }

    @Override
    public Standing read(Owner owner) {
        return admit(owner, Limits.NONE).standing();
    }

    @Override
    public Reserving reserve(Owner owner, Limits limits, Reservation reservation) {
        return queries.run("reserve_quota", RESERVE, statement -> bind(statement, owner, limits, reservation), rows -> {
            Row row = first(rows);
            return switch (row.text(1)) {
                case "reserved" -> new Reserving.Reserved();
                case "known" -> new Reserving.Known();
                case "refused" -> new Reserving.Refused(refused(row, limits, reservation));
                default -> throw new IllegalArgumentException("an outcome that is none");
            };
        });
    }

    private void bind(PreparedStatement statement, Owner owner, Limits limits, Reservation reservation)
            throws SQLException {
        Parameters parameters = new Parameters(statement)
                .text(owner.value())
                .uuid(reservation.run().value())
                .flag(reservation.stored())
                .text(reservation.key().map(IdempotencyKey::value).orElse(null))
                .uuid(reservation.instead().map(SessionId::value).orElse(null))
                .number(reservation.most().tokens())
                .number(reservation.most().spend())
                .number(reservation.price().prompt())
                .number(reservation.price().answer());
        limit(parameters, limits, Limit.LIVE_RUNS);
        limit(parameters, limits, Limit.TOKENS_PER_DAY);
        limit(parameters, limits, Limit.SPEND_PER_DAY);
        limit(parameters, limits, Limit.SPEND_PER_MONTH);
        time(parameters);
    }

    private static Exceeded refused(Row row, Limits limits, Reservation reservation) throws SQLException {
        var standing = new Standing(row.time(2), 0, Duration.ZERO, row.number(3),
                new Amount(row.number(4), row.number(6)), new Amount(row.number(5), row.number(7)), row.number(8),
                row.number(9));
        return limits.ofRun(standing, reservation.most())
                .orElseThrow(() -> new IllegalArgumentException("refused for no reason"));
    }

    @Override
    public void settle(Owner owner, RunId run, Amount used) {
        queries.run("settle_quota", SETTLE,
                statement -> new Parameters(statement)
                        .text(owner.value())
                        .uuid(run.value())
                        .number(used.tokens())
                        .number(used.spend()),
                ResultSet::next);
    }

    @Override
    public void charge(Owner owner, Amount used) {
        queries.run("charge_quota", CHARGE,
                statement -> time(new Parameters(statement)
                        .text(owner.value())
                        .number(used.tokens())
                        .number(used.spend())),
                ResultSet::next);
    }

    @Override
    public Erased erase(Owner owner) {
        return queries.run("erase_quota", ERASE, statement -> new Parameters(statement).text(owner.value()),
                rows -> {
                    long days = first(rows).number(1);
                    return days == 0 ? Erased.NOTHING : new Erased(Map.of("days_of_use", days), false);
                });
    }

    @Override
    public Erased forget(Duration age) {
        QuotaStore.requireOld(age);
        return queries.run("forget_quota", FORGET,
                statement -> time(new Parameters(statement).seconds(age).integer(FORGOTTEN_AT_ONCE)), rows -> {
                    Row row = first(rows);
                    return new Erased(Map.of("days_of_use", row.number(1)), row.bool(2));
                });
    }

    private static Parameters limit(Parameters parameters, Limits limits, Limit limit) throws SQLException {
        OptionalLong most = limits.most(limit);
        return parameters.inferred(most.isPresent() ? Long.toString(most.getAsLong()) : null);
    }

    private void time(Parameters parameters) throws SQLException {
        parameters.inferred(now.get().map(Instant::toString).orElse(null));
    }

    private static Row first(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            throw new IllegalArgumentException("a row is missing");
        }
        return new Row(rows);
    }
}
