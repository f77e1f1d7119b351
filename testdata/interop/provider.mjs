// An OpenID-certified provider that others wrote, for interop_test.go.
//
//   node provider.mjs REDIRECT_URI CLIENT_JSON
//
// It listens on a free port of 127.0.0.1, writes the one client it knows to
// CLIENT_JSON in the form of Google's download, and prints one line of JSON
// when it is ready. It ends when its standard input does, so that it cannot
// outlive the test that started it.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { Provider } from 'oidc-provider';

const [redirectUri, clientJson] = process.argv.slice(2);
const account = 'support@example.com';
const mailScope = 'https://mail.google.com/';
const client = { client_id: 'interop-client', client_secret: randomBytes(24).toString('base64url') };

const seen = { authorization: 0, token: [], issued: [] };

const server = createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, configuration());
const answer = provider.callback();
server.on('request', (req, res) => route(req, res).catch((err) => {
  console.error(err);
  res.writeHead(500).end();
}));

// What was handed out is told to the test, which looks for it where it must
// not be.
provider.on('grant.success', ({ body }) => {
  seen.issued.push(...[body.access_token, body.refresh_token, body.id_token].filter(Boolean));
});
provider.on('server_error', (ctx, err) => console.error(err));

writeFileSync(clientJson, JSON.stringify({
  web: { ...client, project_id: 'interop', auth_uri: `${issuer}/auth`, token_uri: `${issuer}/token`, redirect_uris: [redirectUri] },
}), { mode: 0o600 });
console.log(JSON.stringify({
  issuer,
  clientJson,
  authorization: `${issuer}/auth`,
  token: `${issuer}/token`,
  introspection: `${issuer}/token/introspection`,
  userinfo: `${issuer}/me`,
  requests: `${issuer}/interop/requests`,
}));
process.stdin.resume().on('end', () => process.exit());

function configuration() {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  return {
    clients: [{
      ...client,
      redirect_uris: [redirectUri],
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_post',
    }],
    scopes: ['openid', 'email', 'offline_access', mailScope],
    claims: { openid: ['sub'], email: ['email'] },
    findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ sub, email: sub }) }),
    // As Google: a refresh token whenever somebody consents, also where the
    // scope offline_access, which Google does not know, was not asked for.
    issueRefreshToken: () => true,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, introspection: { enabled: true } },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    ttl: { AccessToken: 3600, AuthorizationCode: 60, Grant: 86400, IdToken: 3600, Interaction: 600, RefreshToken: 86400, Session: 86400 },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    jwks: { keys: [{ ...key.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
  };
}

async function route(req, res) {
  const { pathname } = new URL(req.url, issuer);
  if (pathname === '/interop/requests') {
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(seen));
    return;
  }
  if (pathname.startsWith('/interaction/')) {
    await interact(req, res);
    return;
  }
  count(req, res, pathname);
  await answer(req, res);
}

function count(req, res, pathname) {
  if (pathname === '/auth') seen.authorization += 1;
  if (pathname !== '/token') return;
  const request = { status: 0, millis: 0 };
  seen.token.push(request); // at once: one that hangs counts too
  const begun = performance.now();
  res.on('finish', () => {
    request.status = res.statusCode;
    request.millis = performance.now() - begun;
  });
}

// interact is the sign-in page. GET shows it; a person answers with a POST of
// "accept" or "decline", and is signed in and has consented with one click.
async function interact(req, res) {
  const details = await provider.interactionDetails(req, res);
  if (req.method !== 'POST') {
    res.writeHead(200, { 'content-type': 'text/html' })
      .end('<form method="post"><button>accept</button><button>decline</button></form>');
    return;
  }
  let body = '';
  for await (const chunk of req) body += chunk;
  const result = body === 'decline'
    ? { error: 'access_denied', error_description: 'the mailbox owner said no' }
    : { login: { accountId: account }, consent: { grantId: await consent(details) } };
  await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
}

function consent({ params }) {
  const grant = new provider.Grant({ accountId: account, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  return grant.save();
}
