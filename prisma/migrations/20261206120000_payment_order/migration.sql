-- The page of a batch shows 50 of its payments, those that failed first. Ten thousand of them and their households were read to sort them.
CREATE INDEX "payment_of_batch" ON "payment" ("batch_division", "batch_number",
  (array_position(ARRAY['failed', 'pending', 'ok'], "result")), "household_number", "policy_number");
DROP INDEX "payment_batch_division_batch_number_idx";
