-- The keys of a household take about 90 microseconds. Said to cost a hundred times as much, a search outweighed all the rest of a list,
-- and the planner took reading every division for each household found for as good as looking one up.
ALTER FUNCTION household_keys(TEXT, TEXT, TEXT, TEXT, TEXT, TEXT) COST 2000;
