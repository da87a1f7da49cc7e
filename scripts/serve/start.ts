/** `npm start`: the app for real use. Needs `npm run build` before; refuses to start with missing or weak secrets. */
process.env.NODE_ENV ??= 'production';
// After the line above: the mode is read when the modules are loaded.
const { runServer } = await import('./run-server');
await runServer({ development: false });

export {};
