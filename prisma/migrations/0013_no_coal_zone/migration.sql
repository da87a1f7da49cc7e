-- 禁煤区: a village that a document puts into a zone, from a day on. Every document that says something of a village has its own row.
CREATE TABLE "no_coal_zone" (
    "zone" TEXT NOT NULL,
    "village_code" TEXT NOT NULL,
    "document" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,

    CONSTRAINT "no_coal_zone_pkey" PRIMARY KEY ("zone", "village_code", "document"),
    CONSTRAINT "no_coal_zone_days" CHECK ("valid_from" <= "valid_to")
);
CREATE INDEX "no_coal_zone_village_code_idx" ON "no_coal_zone"("village_code");
ALTER TABLE "no_coal_zone" ADD CONSTRAINT "no_coal_zone_village_code_fkey" FOREIGN KEY ("village_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;
