-- Tokens of users. Of a secret there is only a keyed hash, and the name of the key it was made with. Rows are kept when a
-- token is revoked or expired: that there was ever one tells a server that it knows users.

CREATE TYPE token_access_enum AS ENUM ('full', 'read_only');

CREATE TABLE api_tokens (
    id         uuid PRIMARY KEY,
    owner      varchar(200) NOT NULL CHECK (owner <> '*'),
    access     token_access_enum NOT NULL,
    label      varchar(200) NOT NULL,
    key        bytea NOT NULL CHECK (octet_length(key) = 8),
    hash       bytea NOT NULL CHECK (octet_length(hash) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz
);

CREATE INDEX api_tokens_newest ON api_tokens (created_at, id);
CREATE INDEX api_tokens_owner ON api_tokens (owner);
