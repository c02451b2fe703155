// An app whose users sign in through Gatehouse, on the WorkOS SDK for Node.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { WorkOS } from '@workos-inc/node';

const { env } = process;
const clientId = env.WORKOS_CLIENT_ID;
const workos = new WorkOS(env.WORKOS_API_KEY, {
  clientId,
  apiHostname: env.WORKOS_API_HOSTNAME,
  port: Number(env.WORKOS_API_PORT),
  https: env.WORKOS_API_HTTPS === 'true',
});
const port = env.PORT ?? 3000;
const home = `http://localhost:${port}`;

const escaped = (text) => String(text ?? '').replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

async function show(response, said = '') {
  const { data } = await workos.organizations.listOrganizations();
  const links = data.map((o) => `<p><a href="/login?organization=${escaped(o.id)}">Sign in to ${escaped(o.name)}</a></p>`);
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end(`<!doctype html><title>Example</title><main><p>${escaped(said)}</p>${links.join('')}</main>`);
}

// Sends the user to their company's identity provider. The state says that they come back to the
// browser that they left with.
function login(response, organization) {
  const state = randomUUID();
  const location = workos.sso.getAuthorizationUrl({ organization, clientId, state, redirectUri: `${home}/callback` });
  response.writeHead(302, { Location: location, 'Set-Cookie': `state=${state}; HttpOnly; SameSite=Lax` });
  response.end();
}

// Exchanges the code for who signed in.
async function callback(request, response, query) {
  const state = /(?:^|; )state=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  if (!state || state !== query.get('state')) {
    response.statusCode = 400;
    response.end('this sign-in did not begin here');
  } else if (query.has('error')) {
    await show(response, query.get('error_description'));
  } else {
    const { profile } = await workos.sso.getProfileAndToken({ code: query.get('code'), clientId });
    await show(response, `Hello ${profile.firstName} ${profile.lastName}, ${profile.email}`);
  }
}

createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, home);
  try {
    if (pathname === '/login') login(response, searchParams.get('organization'));
    else if (pathname === '/callback') await callback(request, response, searchParams);
    else await show(response);
  } catch (error) {
    response.statusCode = 502;
    response.end(error.message);
  }
}).listen(port, 'localhost', () => console.log(`open ${home}`));
