/**
 * Replaces a real job in tests that only ask for one. It never begins and ends with the app that started it. A program that
 * ended at once would leave its job waiting, and the queue would start it again every few seconds.
 */
const app = process.ppid;
setInterval(() => {
  if (process.ppid !== app) process.exit(0);
}, 500);
