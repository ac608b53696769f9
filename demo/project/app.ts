/** A small application with the generated middleware. */
import express, { type ErrorRequestHandler } from 'express';
import { registerMiddleware } from './middleware/index.js';

const app = express();
registerMiddleware(app);

app.get('/healthz', (_req, res) => {
  res.send('ok');
});
app.get('/users/:id', (req, res) => {
  res.json({ id: req.params.id, name: 'Ada', servedAs: req.requestId });
});
app.post('/login', express.json(), () => {
  throw new Error('The user database is away.');
});
app.post('/import', (req, res) => {
  // Reads the upload chunk by chunk and discards it.
  req.resume().on('end', () => {
    res.status(422).json({ error: 'Line 1 has no columns.' });
  });
});

const answerErrors: ErrorRequestHandler = (error: Error, _req, res, _next) => {
  res.status(500).json({ error: error.message, session: { token: 'kept-from-the-log' } });
};
app.use(answerErrors);

const server = app.listen(0, '127.0.0.1', () => {
  process.send?.(server.address());
});
// Reports the memory of the process to the demo.
process.on('message', () => process.send?.({ rss: process.memoryUsage.rss() }));
