/**
 * Instead of a real job where only the asking is tested: never begins, and ends with the app it was started by. One that ended at
 * once would leave its job waiting, and be started again every few seconds.
 */
const app = process.ppid;
setInterval(() => {
  if (process.ppid !== app) process.exit(0);
}, 500);
