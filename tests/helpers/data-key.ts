/** The DATA_KEY of the test processes, with which the history of the template database is keyed too. */
export const DATA_KEY_OF_TESTS = 'tests:W9p2fJ7cQmV4xKz8sL1hR6tY3nB5gD0aEuTiOoPqXvM=';
