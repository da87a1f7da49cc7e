/** Instead of a real job where only the asking is tested: ends at once, and the job is left as it is. */
export {};
