-- Every row that is written is noted, and each note called two functions: PostgreSQL puts the body of a function in its place only where
-- it holds no query and is as stable as it says. Keys and digests stay what they were.
CREATE FUNCTION history_key_of_many(record JSONB, keys TEXT[]) RETURNS TEXT LANGUAGE sql IMMUTABLE AS
  'SELECT string_agg(coalesce(record ->> k, ''''), E''\x1f'' ORDER BY n) FROM unnest(keys) WITH ORDINALITY u(k, n)';
CREATE OR REPLACE FUNCTION history_key(record JSONB, keys TEXT[]) RETURNS TEXT LANGUAGE sql IMMUTABLE AS
  'SELECT CASE cardinality(keys)
     WHEN 1 THEN record ->> keys[1]
     WHEN 2 THEN coalesce(record ->> keys[1], '''') || E''\x1f'' || coalesce(record ->> keys[2], '''')
     WHEN 3 THEN coalesce(record ->> keys[1], '''') || E''\x1f'' || coalesce(record ->> keys[2], '''') || E''\x1f''
       || coalesce(record ->> keys[3], '''')
     ELSE history_key_of_many(record, keys) END';
-- convert_to depends on the conversions that are installed.
CREATE OR REPLACE FUNCTION history_digest(record JSONB) RETURNS BYTEA LANGUAGE sql STABLE AS
  'SELECT sha256(convert_to(record::text, ''UTF8''))';
