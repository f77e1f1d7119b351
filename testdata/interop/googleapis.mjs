// Google's own Node clients against a lab, for node_test.go of internal/lab.
//
//   node googleapis.mjs < WISH
//
// WISH is JSON: where the lab's parts listen (resourceManager, serviceUsage,
// gmail), the two tokens (adminToken, mailToken), the project to make
// (newProject) and the one whose Gmail API is off (project). It prints one
// line of JSON: what the clients made of each answer.

import { text } from 'node:stream/consumers';
import { cloudresourcemanager } from '@googleapis/cloudresourcemanager';
import { serviceusage } from '@googleapis/serviceusage';
import { auth, gmail } from '@googleapis/gmail';

const wish = JSON.parse(await text(process.stdin));
const admin = signedIn(wish.adminToken);
const manager = cloudresourcemanager({ version: 'v3', rootUrl: root(wish.resourceManager), auth: admin });
const usage = serviceusage({ version: 'v1', rootUrl: root(wish.serviceUsage), auth: admin });
const mail = gmail({ version: 'v1', rootUrl: root(wish.gmail), auth: signedIn(wish.mailToken) });
const service = `projects/${wish.project}/services/gmail.googleapis.com`;

const creation = await done(manager, await manager.projects.create({ requestBody: { projectId: wish.newProject, displayName: 'Made by Node' } }));
const again = await done(manager, await manager.projects.create({ requestBody: { projectId: wish.newProject } }));
const refused = await failure(manager.projects.create({ requestBody: { projectId: 'Bad' } }));
const made = await manager.projects.get({ name: `projects/${wish.newProject}` });
const before = await failure(mail.users.getProfile({ userId: 'me' }));
const enabling = await done(usage, await usage.services.enable({ name: service, requestBody: {} }));
const batch = await done(usage, await usage.services.batchEnable({
  parent: `projects/${wish.newProject}`, requestBody: { serviceIds: ['gmail.googleapis.com', 'drive.googleapis.com'] },
}));
const profile = await mail.users.getProfile({ userId: 'me' });

console.log(JSON.stringify({
  created: creation.data.response?.projectId,
  displayName: made.data.displayName,
  again: again.data.error,
  refused,
  before,
  enabled: enabling.data.response?.service?.state,
  batch: batch.data.response?.services?.map((s) => s.state),
  emailAddress: profile.data.emailAddress,
}));

function root(base) {
  return base.endsWith('/') ? base : `${base}/`;
}

function signedIn(token) {
  const client = new auth.OAuth2();
  client.setCredentials({ access_token: token });
  return client;
}

// done polls an operation to its end.
async function done(api, answer) {
  for (let polls = 0; !answer.data.done; polls += 1) {
    if (polls > 5) throw new Error(`${answer.data.name} does not end`);
    answer = await api.operations.get({ name: answer.data.name });
  }
  return answer;
}

async function failure(request) {
  try {
    await request;
  } catch (err) {
    return { code: Number(err.code ?? err.status), message: err.message };
  }
  return null;
}
