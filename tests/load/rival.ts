// The rival: Socket.IO with its defaults and nothing behind it. What one says, everyone hears; nothing is checked, stored
// or ordered beyond a number that lets listeners see losses.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { serveClient: false });
let seq = 0;

io.on('connection', (socket) => {
  socket.on('say', (text: string, ack?: (answer: { ok: true }) => void) => {
    io.emit('chat', { seq: ++seq, text });
    ack?.({ ok: true });
  });
});

http.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
  process.send?.({ port: (http.address() as AddressInfo).port });
});
// It ends with the benchmark, even when that is killed.
process.once('disconnect', () => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
