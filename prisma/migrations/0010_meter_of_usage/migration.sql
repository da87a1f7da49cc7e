-- Whose reading it is when it came by the number of a meter: the numbers of the meters, of a replaced one too.
ALTER TABLE "meter_usage" ADD COLUMN "meter" TEXT;
