-- A row that is added was made into JSON twice, for its key and for its digest: PostgreSQL puts a plain subquery in the place of its name.
-- OFFSET 0 keeps it one. Keys and digests stay what they were.
CREATE OR REPLACE FUNCTION note_rows() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' SET plan_cache_mode = 'auto' AS E'
DECLARE
  keys text[] := string_to_array(TG_ARGV[0], '','')\x3b
  apart text[] := string_to_array(TG_ARGV[1], '','')\x3b
  named text := regexp_replace(TG_TABLE_NAME, ''_[0-9]{6,}$'', '''')\x3b
BEGIN
  -- The shipped divisions are proven by the file they come from.
  IF current_setting(''qingnuan.shipped'', true) = ''on'' THEN RETURN NULL\x3b END IF\x3b
  IF TG_OP = ''INSERT'' THEN
    INSERT INTO history_row (relation, key, digest, columns)
      SELECT named, history_key(r, keys), history_digest(r), CASE WHEN TG_ARGV[2] = ''columns'' THEN r END
      FROM (SELECT jsonb_strip_nulls(to_jsonb(a) - apart) AS r FROM after a OFFSET 0) x\x3b
  ELSIF TG_OP = ''UPDATE'' THEN
    INSERT INTO history_row (relation, key)
      SELECT named, key FROM (SELECT history_key(to_jsonb(b), keys) AS key FROM before b
        EXCEPT SELECT history_key(to_jsonb(a), keys) FROM after a) x\x3b
    INSERT INTO history_row (relation, key, digest, columns)
      SELECT named, history_key(r, keys), history_digest(r), CASE WHEN TG_ARGV[2] = ''columns'' THEN r END
      FROM (SELECT jsonb_strip_nulls(to_jsonb(a) - apart) AS r FROM after a
        EXCEPT SELECT jsonb_strip_nulls(to_jsonb(b) - apart) FROM before b) x\x3b
  ELSE
    INSERT INTO history_row (relation, key) SELECT named, history_key(to_jsonb(b), keys) FROM before b\x3b
  END IF\x3b
  RETURN NULL\x3b
END';
