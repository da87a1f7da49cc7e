/** How many rows a page of a table has, so that it stays below 100 kB; the file has all of them. */
export const ROWS_A_PAGE = 40;
