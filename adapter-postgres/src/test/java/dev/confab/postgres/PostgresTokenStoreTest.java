package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.confab.application.contract.TokenStoreContract;
import dev.confab.domain.identity.TokenStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class PostgresTokenStoreTest extends TokenStoreContract {

    @Override
    protected TokenStore store() {
        try (Connection connection = SharedDatabase.beans().getBean(Database.class).connections().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE api_tokens");
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
        return SharedDatabase.beans().getBean(TokenStore.class);
    }

    @Test
    void store_ofTheContext_isThis() {
        assertInstanceOf(PostgresTokenStore.class, store());
    }
}
