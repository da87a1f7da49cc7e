/** `npm start`: the app in production. It needs `npm run build` before, and refuses to start with missing or weak secrets. */
process.env.NODE_ENV ??= 'production';
// Imported after the line above, because modules read the mode when they are loaded.
const { runServer } = await import('./run-server');
await runServer({ development: false });

export {};
