-- Working out the keys of visits looked every answer up four times. What stands unchanged, the whole visit or one answer, is passed over
-- first, and only what differs is compared without regard to the order of several choices.
CREATE OR REPLACE VIEW "review_key_now" AS
SELECT t.id AS visit_id, t.household_number, t.season, t.status, h.village_code, t.submitted_at,
  CASE WHEN before.id IS NULL OR t.outcome <> 'done' OR t.answers = before.answers THEN 0 ELSE (
    SELECT -count(*)::int FROM unnest(ARRAY[
      'mainHeat', 'otherHeat', 'connected', 'stability', 'unstableCauses', 'roomTemperature', 'outageDays', 'coalStock',
      'coalKg', 'stove', 'smoke', 'boughtCoal', 'coalTonnes', 'reburnReasons', 'subsidyKnown', 'subsidyReceived',
      'subsidyAmount', 'coAlarm', 'satisfaction'
    ]) AS q
    WHERE CASE WHEN (t.answers -> q) IS NOT DISTINCT FROM (before.answers -> q) THEN false
      ELSE NOT coalesce((t.answers -> q) @> (before.answers -> q) AND (before.answers -> q) @> (t.answers -> q), false) END
  ) END AS by_changes,
  coalesce(f.h > 0, false) AND t.kind IN ('survey', 'recheck') AS listed,
  - CASE WHEN f.visit_id = t.id THEN (f.b > 0)::int + (f.cold > 0)::int + (f.unstable > 0)::int + (f.let_occupied > f.let_used)::int ELSE 0 END
  - CASE WHEN t.outcome <> 'done' THEN 0 ELSE
      CASE WHEN (t.answers -> 'connected') = 'false' AND EXISTS (SELECT 1 FROM room r
        WHERE r.household_number = t.household_number AND r.season = t.season AND r.connected) THEN 1 ELSE 0 END
      + CASE WHEN (t.answers -> 'connected') = 'false'
        AND (t.answers ->> 'mainHeat') IN ('district_heat', 'electric_distributed', 'electric_household', 'gas', 'biomass',
          'solar', 'geothermal', 'methanol') THEN 1 ELSE 0 END
      + CASE WHEN EXISTS (SELECT 1 FROM conversion k
        WHERE k.household_number = t.household_number AND k.current AND k.connected_on < k.installed_on) THEN 1 ELSE 0 END
      + CASE WHEN (t.answers -> 'subsidyReceived') = 'true' AND NOT EXISTS (SELECT 1 FROM payment p
        WHERE p.household_number = t.household_number AND p.result = 'ok' AND p.amount > 0
          AND p.season IN (t.season, (left(t.season, 4)::int - 1)::text || '-' || left(t.season, 4))) THEN 1 ELSE 0 END
      + CASE WHEN EXISTS (SELECT 1 FROM room r
          WHERE r.household_number = t.household_number AND r.season = t.season AND r.use = 'normal')
        AND (SELECT coalesce(bool_and(m.usage = 0) FILTER (WHERE m.energy = CASE cc.mode
            WHEN 'gas' THEN 'gas' WHEN 'electric_household' THEN 'electricity' WHEN 'electric_distributed' THEN 'electricity' END), bool_and(m.usage = 0), false)
          FROM meter_usage m LEFT JOIN conversion cc ON cc.household_number = m.household_number AND cc.current
          WHERE m.household_number = t.household_number AND m.season = t.season) THEN 1 ELSE 0 END
    END AS by_signs
FROM visit t JOIN household h ON h.number = t.household_number
LEFT JOIN household_facts f ON f.season = t.season AND f.household_number = t.household_number
LEFT JOIN household_facts last ON last.household_number = t.household_number
  AND last.season = (left(t.season, 4)::int - 1)::text || '-' || left(t.season, 4)
LEFT JOIN visit before ON before.id = last.visit_id;
