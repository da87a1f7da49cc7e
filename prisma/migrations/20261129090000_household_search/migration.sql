-- What a household can be found by, as keys of an index: app/database/households/found-by.server.ts asks for the keys that a
-- searched word must have, and then compares as app/domain/household/search.ts says. Letters and Han of name, address and number one
-- by one, three characters after another of each (#), numbers in the address (|), the phone's last four digits (*), the first two
-- and three letters of the initials and from each syllable of the name on (^).
CREATE FUNCTION household_keys(number TEXT, head TEXT, address TEXT, phone_masked TEXT, initials TEXT, pinyin TEXT) RETURNS TEXT[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 RETURN (
  SELECT array_agg(k) FROM (
    SELECT lower(number) AS n,
      lower(regexp_replace(translate(normalize(head, NFKC), '•・‧∙.', '·····'), '\s', '', 'g')) AS h,
      lower(normalize(coalesce(address, ''), NFKC)) AS a,
      string_to_array(lower(pinyin), ' ') AS sounds
  ) texts, LATERAL (
    SELECT one FROM regexp_split_to_table(n || h || a, '') one WHERE one !~ '[0-9]'
    UNION ALL SELECT '#' || substr(part, at, 3) FROM unnest(ARRAY[n, h, a]) part, generate_series(1, length(part) - 2) at
    UNION ALL SELECT '|' || m[1]::numeric FROM regexp_matches(a, '([0-9]+)', 'g') m
    UNION ALL SELECT '*' || right(phone_masked, 4)
    UNION ALL SELECT '^' || left(spelled, letters)
      FROM (SELECT lower(initials) AS spelled
        UNION ALL SELECT array_to_string(sounds[first:], '') FROM generate_subscripts(sounds, 1) first) spellings,
      generate_series(2, 3) letters
  ) keys(k)
);

CREATE INDEX "household_search_idx" ON "household"
  USING gin (household_keys("number", "head", "address", "phone_masked", "head_initials", "head_pinyin"));

-- How many findings are overdue is counted in the index alone.
DROP INDEX "finding_due";
CREATE INDEX "finding_due" ON "finding"("season", "due_on") INCLUDE ("division_code", "rule", "id") WHERE "state" <> 'closed';
