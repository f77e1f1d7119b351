// An SMTP server that others wrote, for interop_test.go.
//
//   node smtp.mjs '{"key": FILE, "cert": FILE, "user": ADDRESS, "token": TOKEN}'
//
// It takes one user with one token, by XOAUTH2 alone, on two free ports of
// 127.0.0.1: one with TLS from the first byte, one with STARTTLS. It prints
// one line of JSON when it is ready, and ends when its standard input does.

import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';

const { key, cert, user, token } = JSON.parse(process.argv[2]);
const common = {
  key: readFileSync(key),
  cert: readFileSync(cert),
  authMethods: ['XOAUTH2'],
  disableReverseLookup: true, // would ask a name server
  onAuth({ method, username, accessToken }, session, done) {
    if (method === 'XOAUTH2' && username === user && accessToken === token) return done(null, { user });
    // The answer that Gmail gives, too: smtp-server sends it as the challenge.
    return done(null, { data: { status: '401', schemes: 'bearer', scope: 'https://mail.google.com/' } });
  },
  onData(stream, session, done) {
    done(new Error('nobody sends mail here'));
  },
};

async function listen(options) {
  const server = new SMTPServer({ ...common, ...options });
  server.on('error', (err) => console.error(err.message)); // a client that hangs up
  const { server: socket } = server;
  server.listen(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket.address().port;
}

console.log(JSON.stringify({ ssl: await listen({ secure: true }), starttls: await listen({ secure: false }) }));
process.stdin.resume().on('end', () => process.exit());
