// SCIMMY behind Express with its own routers, its resources in memory: what an app on Node would write by its
// documentation. It prints its address and token, and ends with its input.
import express from 'express';
import { randomUUID } from 'node:crypto';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';

const token = randomUUID();

for (const type of [SCIMMY.Resources.User, SCIMMY.Resources.Group]) {
  const all = new Map();
  SCIMMY.Resources.declare(type, {
    ingress: async (resource, data) => {
      const id = resource.id ?? randomUUID();
      all.set(id, { ...data, id });
      return all.get(id);
    },
    egress: async (resource) => {
      if (resource.id) {
        if (!all.has(resource.id)) throw new SCIMMY.Types.Error(404, null, `${resource.id} is not there`);
        return all.get(resource.id);
      }
      return resource.filter ? resource.filter.match([...all.values()]) : [...all.values()];
    },
    degress: async (resource) => { all.delete(resource.id); },
  });
}

const app = express();
app.use('/scim/v2.0', new SCIMMYRouters({
  type: 'bearer',
  handler: (request) => {
    if (request.header('Authorization') !== `Bearer ${token}`) throw new Error('the token is wrong');
    return 'benchmark';
  },
}));
const server = app.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ address: `http://127.0.0.1:${server.address().port}/scim/v2.0`, token }));
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
