// SAML Jackson behind Node's own HTTP server, its state in memory: what an app on Node would write
// by its documentation. The first argument is a file with the metadata of the identity provider. It
// prints its address, the path at which a sign-in begins and what its tokens are asked for with, and
// ends with its input.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const jackson = createRequire(import.meta.url)('@boxyhq/saml-jackson').controllers;
const callback = 'https://app.example.com/callback';
const quiet = () => {};

const server = createServer((request, response) => {
  answer(request, response).catch((err) => {
    response.statusCode = 500;
    response.end(String(err?.message ?? err));
  });
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const address = `127.0.0.1:${server.address().port}`;

const { connectionAPIController, oauthController } = await jackson({
  externalUrl: `http://${address}`,
  samlPath: '/api/oauth/saml',
  samlAudience: 'https://sso.example.com/jackson',
  db: { engine: 'mem' },
  clientSecretVerifier: 'dummy',
  noAnalytics: true,
  logger: { info: quiet, warn: quiet, error: quiet },
});
const connection = await connectionAPIController.createSAMLConnection({
  tenant: 'acme.com',
  product: 'benchmark',
  rawMetadata: readFileSync(process.argv[2], 'utf8'),
  defaultRedirectUrl: callback,
  redirectUrl: JSON.stringify([callback]),
});

async function answer(request, response) {
  const url = new URL(request.url, `http://${address}`);
  switch (url.pathname) {
    case '/bench/usage': {
      const { user, system } = process.cpuUsage(); // microseconds
      return json(response, { CPU: (user + system) * 1000, Resident: process.memoryUsage().rss / (1 << 20) });
    }
    case '/api/oauth/authorize': {
      const { redirect_url } = await oauthController.authorize(Object.fromEntries(url.searchParams));
      return redirect(response, redirect_url);
    }
    case '/api/oauth/saml': {
      const { redirect_url } = await oauthController.samlResponse(await form(request));
      return redirect(response, redirect_url);
    }
    case '/api/oauth/token':
      return json(response, await oauthController.token(await form(request)));
  }
  response.statusCode = 404;
  response.end();
}

async function form(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
}

function redirect(response, location) {
  response.writeHead(302, { location });
  response.end();
}

function json(response, value) {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
}

const authorize = new URLSearchParams({
  client_id: connection.clientID, redirect_uri: callback, response_type: 'code', state: 'benchmark',
});
const token = { client_id: connection.clientID, client_secret: connection.clientSecret, redirect_uri: callback };
console.log(JSON.stringify({ address, authorize: `/api/oauth/authorize?${authorize}`, tokenPath: '/api/oauth/token', token }));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
