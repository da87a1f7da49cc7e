-- 没有应补 looks only at the households that the reason can be true of.
CREATE INDEX "household_not_always_in_scope" ON "household"("village_code", "number")
  WHERE NOT ("status" IN ('normal', 'idle') AND "began_on" IS NULL AND "ended_on" IS NULL);
-- The day on which a conversion counts as installed (installationDay of app/domain/indicators/flags-of.ts).
CREATE INDEX "conversion_installation_day" ON "conversion"(
  (coalesce("installed_on", CASE WHEN "year" BETWEEN 1 AND 9999 THEN make_date("year", 12, 31) END))) WHERE "current";
