-- What findings were on a past day: what moved since is found by its moment.
CREATE INDEX "finding_step_at_idx" ON "finding_step"("at");
