// An app on the official SDK: node app.mjs PACKAGE CONFIGURATION. Where a user has to sign in it
// writes the address on a line, and reads what came to its callback from the next line.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

import { createRemoteJWKSet, jwtVerify } from 'jose';

const [name, configuration] = process.argv.slice(2);
const { WorkOS } = await import(name);
const world = JSON.parse(configuration);
const clientOf = (key, more) => new WorkOS(key, {
  apiHostname: world.host, port: Number(world.port), https: false, clientId: world.client, ...more,
});
const workos = clientOf(world.key);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function signIn(url) {
  console.log(url);
  return JSON.parse((await lines.next()).value);
}

async function refused(call, status) {
  const error = await call.then(() => assert.fail('it was not refused'), (e) => e);
  assert.equal(error.status, status, `${error}`);
  if (name !== 'workos-7') assert.match(error.requestID, /^req_/); // that one looks for the header in another case
  return error;
}

async function signsIn() {
  const { sso } = workos;
  for (const selector of [{ connection: world.connection }, { organization: world.organization, loginHint: 'ada@acme.example' }]) {
    const state = 'as &= it was';
    const got = await signIn(sso.getAuthorizationUrl({ ...selector, clientId: world.client, redirectUri: world.callback, state }));
    assert.equal(got.state, state);
    const { profile, accessToken } = await sso.getProfileAndToken({ code: got.code, clientId: world.client });
    assert.equal(profile.connectionId, world.connection);
    assert.equal(profile.organizationId, world.organization);
    assert.match(profile.id, /^prof_/);
    assert.ok(profile.email && profile.idpId && profile.firstName && profile.rawAttributes);
    assert.deepEqual(await sso.getProfile({ accessToken }), profile);
    const spent = await refused(sso.getProfileAndToken({ code: got.code, clientId: world.client }), 400);
    assert.equal(spent.error, 'invalid_grant');
  }
  await refused(sso.getProfile({ accessToken: 'none' }), 401);
}

async function signsInByOpenID() {
  const { sso } = workos;
  const got = await signIn(sso.getAuthorizationUrl({ connection: world.openid, clientId: world.client, redirectUri: world.callback, state: 's' }));
  const { profile } = await sso.getProfileAndToken({ code: got.code, clientId: world.client });
  assert.equal(profile.connectionType, 'OktaOIDC');
  assert.equal(profile.idpId, 'user-1');
  assert.equal(profile.email, 'grace@umbrella.example');
  assert.equal(profile.rawAttributes.email_verified, true);
}

async function signsInByOAuth() {
  const { sso } = workos;
  for (const provider of ['GoogleOAuth', 'MicrosoftOAuth', 'GitHubOAuth', 'AppleOAuth']) {
    const got = await signIn(sso.getAuthorizationUrl({
      provider, clientId: world.client, redirectUri: world.callback, state: 's', loginHint: 'grace@umbrella.example',
      providerScopes: ['one', 'two'], providerQueryParams: { access_type: 'offline' },
    }));
    assert.equal(got.state, 's');
    const { profile } = await sso.getProfileAndToken({ code: got.code, clientId: world.client });
    assert.equal(profile.connectionType, provider);
    assert.equal(profile.email, 'grace@umbrella.example');
    assert.ok(!profile.organizationId && profile.connectionId && profile.idpId);
  }
}

// The SDKs know no ID token at /sso/token: an app reads it from the answer, and verifies it with any library.
async function verifiesIDToken() {
  const base = `http://${world.host}:${world.port}`;
  const nonce = 'n-0S6_WzA2Mj é';
  const asked = new URL(workos.sso.getAuthorizationUrl({ connection: world.connection, clientId: world.client, redirectUri: world.callback, state: 's' }));
  asked.searchParams.set('nonce', nonce);
  const { code } = await signIn(asked.href);
  const answer = await fetch(`${base}/sso/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: world.client, client_secret: world.key, grant_type: 'authorization_code', code }),
  });
  const { id_token: token, profile } = await answer.json();
  const keys = createRemoteJWKSet(new URL(`${base}/sso/jwks/${world.client}`));
  const expected = { issuer: base, audience: world.client, algorithms: ['RS256'], subject: profile.id };
  const { payload } = await jwtVerify(token, keys, expected);
  assert.equal(payload.nonce, nonce);
  assert.equal(payload.email, profile.email);
  assert.equal(payload.connection_id, profile.connection_id);
  const [header, , signature] = token.split('.');
  const forged = Buffer.from(JSON.stringify({ ...payload, sub: 'prof_another' })).toString('base64url');
  await assert.rejects(jwtVerify([header, forged, signature].join('.'), keys), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
  await assert.rejects(jwtVerify(token, keys, { ...expected, audience: 'client_another' }), { claim: 'aud' });
}

async function signsInWithPKCE() {
  const { sso } = workos;
  if (!sso.getAuthorizationUrlWithPKCE) return; // of older SDKs
  const asked = await sso.getAuthorizationUrlWithPKCE({ connection: world.connection, clientId: world.client, redirectUri: world.callback });
  const got = await signIn(asked.url);
  assert.equal(got.state, asked.state);
  const { profile } = await sso.getProfileAndToken({ code: got.code, clientId: world.client, codeVerifier: asked.codeVerifier });
  assert.equal(profile.connectionId, world.connection);
}

async function signsInWithoutKey() {
  if (name !== 'workos-11') return; // older SDKs need a key
  const { sso } = clientOf(undefined);
  const asked = await sso.getAuthorizationUrlWithPKCE({ connection: world.connection, clientId: world.client, redirectUri: world.callback });
  const got = await signIn(asked.url);
  const wrong = { code: got.code, clientId: world.client, codeVerifier: 'x'.repeat(43) };
  assert.equal((await refused(sso.getProfileAndToken(wrong), 400)).error, 'invalid_grant');
  const { profile } = await sso.getProfileAndToken({ ...wrong, codeVerifier: asked.codeVerifier });
  assert.equal(profile.connectionId, world.connection);
  const { code } = await signIn(workos.sso.getAuthorizationUrl({ connection: world.connection, clientId: world.client, redirectUri: world.callback }));
  const bare = { code, clientId: world.client, codeVerifier: asked.codeVerifier };
  assert.equal((await refused(sso.getProfileAndToken(bare), 400)).error, 'invalid_grant');
}

async function keepsOrganizations() {
  const { organizations } = clientOf(world.live); // without samples
  const made = [];
  for (let i = 0; i < 12; i++) {
    const o = await organizations.createOrganization({
      name: `Org ${i}`, externalId: `e/${i}`, metadata: { tier: 'diamond' }, domainData: [{ domain: `d${i}.example`, state: 'verified' }],
    });
    assert.equal(o.domains[0].state, 'verified');
    assert.equal(o.externalId, `e/${i}`);
    made.unshift(o.id);
  }
  const first = await organizations.listOrganizations();
  assert.deepEqual(first.data.map((o) => o.id), made.slice(0, 10));
  const all = await first.autoPagination();
  assert.deepEqual(all.map((o) => o.id), made);
  const some = await organizations.listOrganizations({ domains: ['d3.example', 'd5.example'], order: 'asc', limit: 5 });
  assert.deepEqual(some.data.map((o) => o.name), ['Org 3', 'Org 5']);
  const found = await organizations.getOrganizationByExternalId('e/7');
  assert.equal(found.name, 'Org 7');
  const changed = await organizations.updateOrganization({ organization: found.id, name: 'Renamed', metadata: { seats: '7' } });
  assert.equal(changed.name, 'Renamed');
  assert.deepEqual(changed.metadata, { tier: 'diamond', seats: '7' });
  const key = { idempotencyKey: 'once' };
  const once = await organizations.createOrganization({ name: 'Once' }, key);
  assert.equal((await organizations.createOrganization({ name: 'Once' }, key)).id, once.id);
  const taken = await refused(organizations.createOrganization({ name: 'x', externalId: 'e/8' }), 400);
  assert.match(`${taken.message} ${taken.code ?? ''}`, /external_id/);
  await refused(organizations.createOrganization({ name: '' }), 422);
  await organizations.deleteOrganization(found.id);
  await refused(organizations.getOrganization(found.id), 404);
  await refused(clientOf('sk_test_none').organizations.listOrganizations(), 401);
}

async function keepsDomains() {
  const d = workos.organizationDomains;
  const [create, get, verify, remove] = d.createOrganizationDomain
    ? [d.createOrganizationDomain, d.getOrganizationDomain, d.verifyOrganizationDomain, d.deleteOrganizationDomain]
    : [d.create, d.get, d.verify, d.delete];
  const made = await create.call(d, { organizationId: world.organization, domain: 'foo.example' });
  assert.equal(made.state, 'pending');
  assert.ok(made.verificationToken);
  assert.equal((await get.call(d, made.id)).domain, 'foo.example');
  assert.equal((await verify.call(d, made.id)).state, 'pending');
  await remove.call(d, made.id);
  await refused(get.call(d, made.id), 404);
}

async function readsConnections() {
  const { sso } = workos;
  const list = await sso.listConnections({ connectionType: 'OktaSAML', organizationId: world.organization });
  assert.deepEqual(list.data.map((c) => c.id), [world.draft]);
  const c = await sso.getConnection(world.draft);
  assert.equal(c.state, 'draft');
  assert.equal(c.organizationId, world.organization);
  await sso.deleteConnection(world.draft);
  await refused(sso.getConnection(world.draft), 404);
}

async function keepsITContacts() {
  const { organizations } = workos;
  if (!organizations.createItContact) return; // of older SDKs
  const organizationId = world.organization;
  const contact = await organizations.createItContact({ organizationId, email: 'ada@acme.example' });
  assert.deepEqual((await organizations.listItContacts({ organizationId })).data, [contact]);
  await refused(organizations.createItContact({ organizationId, email: 'ada@acme.example' }), 409);
  await refused(organizations.createItContact({ organizationId, email: 'nobody' }), 422);
  const invitation = { organizationId, contactId: contact.id };
  await organizations.inviteItContact({ ...invitation, intents: ['sso', 'directory_sync'] });
  await refused(organizations.inviteItContact({ ...invitation, intents: ['sso'] }), 409);
  await organizations.revokeItContact(invitation);
  await refused(organizations.revokeItContact(invitation), 404);
  await organizations.deleteItContact(invitation);
  await refused(organizations.deleteItContact(invitation), 404);
}

async function readsTheRest() {
  const { link } = await (workos.adminPortal ?? workos.portal).generateLink({
    organization: world.organization, intent: 'sso', adminEmails: ['it@acme.example'],
  });
  assert.match(link, /\/portal\//);
}

// What an identity provider told of by SCIM is read: a directory, its users and groups, and the events of them.
async function readsDirectories() {
  const { directorySync } = workos;
  const { directory, organization } = world;
  const found = await directorySync.listDirectories({ organizationId: organization, search: 'foo' });
  assert.deepEqual(found.data.map((d) => d.id), [directory]);
  assert.deepEqual((await directorySync.listDirectories({ search: 'nothing' })).data, []);
  const d = await directorySync.getDirectory(directory);
  assert.deepEqual(d, found.data[0]);
  assert.deepEqual([d.state, d.type, d.organizationId, d.name], ['active', 'okta scim v2.0', organization, 'Foo directory']);
  assert.ok(d.externalKey && d.domain);

  const [group, ...others] = (await directorySync.listGroups({ directory })).data;
  assert.deepEqual([group.name, group.directoryId, others], ['Staff', directory, []]);
  assert.deepEqual(await directorySync.getGroup(group.id), group);
  const first = await directorySync.listUsers({ directory, limit: 1 });
  const second = await directorySync.listUsers({ directory, limit: 1, after: first.listMetadata.after });
  const users = [...first.data, ...second.data];
  assert.deepEqual(users.map((u) => u.email), ['grace@example.com', 'ada@example.com']);
  assert.deepEqual(await (await directorySync.listUsers({ directory })).autoPagination(), users);
  const ada = await directorySync.getUser(users[1].id);
  assert.deepEqual(ada, users[1]);
  assert.deepEqual([ada.idpId, ada.firstName, ada.lastName, ada.state], ['2836', 'Ada', 'Lovelace', 'active']);
  assert.deepEqual([ada.groups, ada.rawAttributes.userName, ada.customAttributes], [[group], 'ada', {}]);
  if ('role' in ada) assert.deepEqual([ada.role, first.data[0].role], [{ slug: 'admin' }, { slug: 'member' }]);
  if (workos.organizations.listOrganizationRoles) {
    const { data: roles } = await workos.organizations.listOrganizationRoles({ organizationId: organization });
    assert.deepEqual(roles.map((r) => [r.slug, r.name, r.type]), [['admin', 'Admin', 'EnvironmentRole'], ['member', 'Member', 'EnvironmentRole']]);
  }
  assert.deepEqual((await directorySync.listUsers({ group: group.id })).data, [ada]);
  assert.deepEqual((await directorySync.listGroups({ user: ada.id })).data, [group]);
  await refused(directorySync.listUsers({ directory: 'directory_1' }), 404);
  await refused(directorySync.getUser('directory_user_1'), 404);

  await directorySync.deleteDirectory(directory);
  await refused(directorySync.getDirectory(directory), 404);
  const names = ['activated', 'user.created', 'user.updated', 'group.created', 'group.user_added', 'deleted'].map((n) => `dsync.${n}`);
  const { data } = await workos.events.listEvents({ events: names });
  assert.deepEqual(data.map((e) => e.event), [
    'dsync.activated', 'dsync.user.created', 'dsync.user.created', 'dsync.group.created', 'dsync.user.updated',
    'dsync.group.user_added', 'dsync.user.updated', 'dsync.deleted',
  ]);
  const [activated, created, , , promoted, added, updated, deleted] = data.map((e) => e.data);
  assert.deepEqual([activated.id, activated.state, activated.domains[0].domain], [directory, 'active', d.domain]);
  assert.deepEqual([created.id, created.lastName], [ada.id, null]);
  assert.deepEqual([promoted.id, promoted.previousAttributes.role], [ada.id, { slug: 'member' }]);
  assert.deepEqual([added.directoryId, added.user.id, added.group.id], [directory, ada.id, group.id]);
  assert.deepEqual([updated.lastName, updated.previousAttributes.last_name], ['Lovelace', null]);
  assert.deepEqual([deleted.id, deleted.state, deleted.domains], [directory, 'active', undefined]);
}

// keepsEndpoint creates an endpoint, and lists, changes and deletes another one where the SDK can.
async function keepsEndpoint(endpointUrl) {
  const { webhooks } = workos;
  const events = ['organization.created'];
  if (!webhooks.createWebhookEndpoint) { // of older SDKs
    const answer = await fetch(`http://${world.host}:${world.port}/webhook_endpoints`, {
      method: 'POST', headers: { Authorization: `Bearer ${world.key}` }, body: JSON.stringify({ endpoint_url: endpointUrl, events }),
    });
    return (await answer.json()).secret;
  }
  const made = await webhooks.createWebhookEndpoint({ endpointUrl, events });
  assert.equal(made.status, 'enabled');
  assert.deepEqual(made.events, events);
  const other = await webhooks.createWebhookEndpoint({ endpointUrl: 'https://app.example/other', events });
  await refused(webhooks.createWebhookEndpoint({ endpointUrl, events }), 409);
  await refused(webhooks.createWebhookEndpoint({ endpointUrl: 'https://10.0.0.1/', events }), 422);
  const changed = await webhooks.updateWebhookEndpoint({ id: other.id, status: 'disabled', events: ['connection.activated'] });
  assert.equal(changed.status, 'disabled');
  assert.equal(changed.endpointUrl, other.endpointUrl);
  assert.equal(changed.secret, other.secret);
  assert.deepEqual((await webhooks.listWebhookEndpoints()).data.map((e) => e.id), [other.id, made.id]);
  await webhooks.deleteWebhookEndpoint({ id: other.id });
  await refused(webhooks.deleteWebhookEndpoint({ id: other.id }), 404);
  return made.secret;
}

async function receivesWebhooks() {
  let received;
  const got = new Promise((resolve) => { received = resolve; });
  const server = createServer(async (request, answer) => {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    answer.end();
    received({ sigHeader: request.headers['workos-signature'], body });
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const secret = await keepsEndpoint(`http://127.0.0.1:${server.address().port}/webhooks`);
  const o = await workos.organizations.createOrganization({ name: '<Ü&> "\\ \u{1F600}' });
  const { sigHeader, body } = await got;
  for (const payload of name === 'workos-7' ? [JSON.parse(body)] : [JSON.parse(body), body]) {
    const event = await workos.webhooks.constructEvent({ payload, sigHeader, secret });
    assert.equal(event.event, 'organization.created');
    assert.equal(event.data.id, o.id);
    await assert.rejects(workos.webhooks.constructEvent({ payload, sigHeader, secret: 'whsec_other' }), /[Ss]ignature/);
  }
  server.close();
}

// What happened since the sign-ins of before is read page by page, each of it once.
async function readsEvents() {
  const names = ['authentication.sso_succeeded', 'authentication.sso_failed']; // all that each SDK knows
  const first = await workos.events.listEvents({ events: names, limit: 1 });
  assert.equal(first.data.length, 1);
  const seen = [...first.data];
  for (let after = first.listMetadata.after; after; ) {
    const page = await workos.events.listEvents({ events: names, limit: 1, after });
    seen.push(...page.data);
    after = page.listMetadata.after;
  }
  const succeeded = seen.filter((e) => e.event === 'authentication.sso_succeeded');
  assert.ok(succeeded.length >= 2);
  assert.equal(new Set(seen.map((e) => e.id)).size, seen.length);
  for (const e of succeeded) {
    assert.match(e.id, /^event_/);
    assert.equal(e.data.status, 'succeeded');
    assert.equal(e.data.type, 'sso');
    assert.match(e.data.email, /@/);
    assert.ok(Date.parse(e.createdAt));
  }
  const behind = await workos.events.listEvents({ events: names, after: seen.at(-1).id });
  assert.deepEqual(behind.data, []);
  const made = await workos.events.listEvents({ events: ['organization.created'], organizationId: world.organization });
  assert.equal(made.data[0].data.id, world.organization);
  assert.ok(made.data[0].data.domains);
  const active = await workos.events.listEvents({ events: ['connection.activated'], organizationId: world.organization });
  for (const e of active.data) assert.equal(e.data.state, 'active');
  await refused(workos.events.listEvents({ events: ['connection.created'] }), 422);
}

for (const rule of [
  signsIn, signsInByOpenID, signsInByOAuth, verifiesIDToken, signsInWithPKCE, signsInWithoutKey, readsEvents, keepsOrganizations, keepsDomains, keepsITContacts, readsConnections,
  readsTheRest, readsDirectories, receivesWebhooks,
]) {
  await rule();
  console.error(`${name}: ${rule.name}`);
}
process.exit(0);
