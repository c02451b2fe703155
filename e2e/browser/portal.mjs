// Goes through the Admin Portal as an IT admin does and looks at each page: the
// rules of axe in light and dark, at 320 pixels and on a desktop; no other host;
// no page larger than it may be. Prints what is wrong and ends with 1 if
// anything is.
//
//   node portal.mjs PLAN.json
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { launch } from "puppeteer-core";

const plan = JSON.parse(readFileSync(process.argv[2], "utf8"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const mostBytes = 60 * 1024;
const wrong = [];

const browser = await launch({ executablePath: plan.chromium, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
page.setDefaultTimeout(20000);
await page.setJavaScriptEnabled(plan.javascript);
const hosts = [plan.base, plan.idp?.ssoURL ?? plan.idp?.issuer].filter(Boolean).map((address) => new URL(address).host);
page.on("request", (r) => {
  if (!r.url().startsWith("data:") && !hosts.includes(new URL(r.url()).host)) wrong.push(`${r.url()} was asked of another host`);
});
page.on("pageerror", (e) => wrong.push(`${page.url()}: ${e.message}`));
page.on("console", (m) => { if (m.type() === "error" && !/status of 4\d\d/.test(m.text())) wrong.push(`${page.url()}: ${m.text()}`); });
const sizes = {};
page.on("response", async (r) => {
  if (r.request().resourceType() !== "document" || r.status() >= 300 && r.status() < 400) return;
  const bytes = (await r.buffer().catch(() => Buffer.alloc(0))).length;
  const name = new URL(r.url()).pathname.replace(/(sess|org_domain|directory_user|directory_request)_\w+/, "$1").replace(/^\/(setup|portal)\/.*/, "/$1/…");
  sizes[name] = Math.max(sizes[name] ?? 0, bytes);
  if (bytes > mostBytes) wrong.push(`${name} has ${bytes} bytes`);
});

let seen = 0;
async function look(name) {
  for (const width of [1280, 320]) {
    for (const scheme of ["light", "dark"]) {
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      const view = `${name} at ${width}, ${scheme}`;
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) wrong.push(`${view}: ${over} pixels wider than the window`);
      await page.screenshot({ path: `${plan.out}/${plan.name}-${String(seen).padStart(2, "0")}-${name.replace(/\W+/g, "-")}-${width}-${scheme}.png`, fullPage: true });
      if (!plan.javascript) { // axe is a script, and so is copying
        const dead = await page.$$eval("button.copy", (all) => all.filter((b) => b.getClientRects().length > 0).length);
        if (dead) wrong.push(`${view}: ${dead} copy buttons do nothing`);
        continue;
      }
      await page.evaluate(axe);
      const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      for (const v of result.violations) wrong.push(`${view}: ${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(", ")}`);
    }
  }
  await page.setViewport({ width: 1280, height: 900 });
  seen++;
}

const go = (path) => page.goto(plan.base + path);
async function press(selector) {
  await page.waitForSelector(selector);
  await Promise.all([page.waitForNavigation(), page.click(selector)]);
}
async function says(text) {
  const all = await page.evaluate(() => document.querySelector("main").textContent);
  if (!all.includes(text)) wrong.push(`${page.url()} does not say ${JSON.stringify(text)}: ${all.replace(/\s+/g, " ").slice(0, 300)}`);
}
const button = (text) => `::-p-xpath(//main//*[self::button or self::a][contains(., "${text}")])`;
// reach goes to an element by the keyboard alone, and sees that it is marked.
async function reach(selector) {
  for (let n = 0; n < 80; n++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate((s) => document.activeElement?.matches(s) && getComputedStyle(document.activeElement).outlineStyle, selector);
    if (at === false || at === undefined) continue;
    if (at === "none") wrong.push(`${page.url()}: the focus is not to be seen on ${selector}`);
    return;
  }
  wrong.push(`${page.url()}: the keyboard does not reach ${selector}`);
}
async function pressByKeyboard(selector) {
  await reach(selector);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}
async function fill(selector, text) {
  await page.waitForSelector(selector);
  await page.evaluate((s) => { document.querySelector(s).value = ""; }, selector);
  await page.type(selector, text);
}
async function answer(fault) {
  await page.waitForSelector("select[name=fault]");
  await fill("input[name=email]", plan.email);
  await page.select("select[name=fault]", fault);
  if (plan.javascript) {
    await page.click(button("Sign in"));
    await page.waitForFunction(() => location.pathname.startsWith("/admin-portal/test/"));
    return;
  }
  await press(button("Sign in"));
  await press(button("Continue"));
}

async function domain() {
  await go("/admin-portal/domains");
  await look("domains, none");
  await fill("#domain", "not a domain");
  await press(button("Add domain"));
  await look("domains, refused");
  await fill("#domain", plan.domain);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await look("domain, waiting");
  await press(button("Check now"));
  await says("There is no TXT record");
  await fetch(plan.publish);
  if (plan.javascript) {
    await page.waitForSelector("[data-state=verified]"); // the page asks by itself
  } else {
    for (let n = 0; n < 20 && !(await page.$("[data-state=verified]")); n++) {
      await new Promise((done) => setTimeout(done, 300));
      await press(button("Check now"));
    }
  }
  await says("is verified");
  await look("domain, verified");
  await press(button("Continue"));
}

async function provider(type, onward) {
  if (plan.javascript) {
    await page.type("#q", "okt");
    const shown = await page.$$eval("#cards li:not([hidden])", (all) => all.length);
    // Okta by SAML and by OpenID Connect, Auth0 which is of Okta, and the two that are always there.
    if (shown > 5) wrong.push(`the search for okt leaves ${shown} cards`);
    await page.evaluate(() => { const q = document.querySelector("#q"); q.value = ""; q.dispatchEvent(new Event("input")); });
  } else {
    await page.type("#q", "okt");
    await press(button("Search"));
    await says("Okta");
    await go("/admin-portal/provider");
  }
  await look("providers");
  await (plan.javascript ? pressByKeyboard : press)(`button[value=${type}]`);
  for (let n = 1; ; n++) {
    await says(`step ${n} of`);
    await look(`guide ${type} ${n}`);
    if (n === 1 && plan.javascript) {
      const copies = await page.$$("button.copy:not([hidden])");
      if (copies.length && !(await page.evaluate((b) => b.getAttribute("aria-label"), copies[0]))) wrong.push("a copy button has no name");
    }
    const last = await page.$(button(onward));
    await press(button(last ? onward : "Next"));
    if (last) break;
  }
}

async function metadata(how) {
  await go(`/admin-portal/metadata?how=${how}`);
  await look(`metadata ${how}`);
  if (how === "file") {
    await page.type("#xml", "<html>this is a sign-in page</html>");
    await press(button("Save and continue"));
    await says("This was not saved");
    await look("metadata refused");
    await (await page.$("#file")).uploadFile(plan.metadata);
  } else {
    await fill("#entity_id", plan.idp.entityID);
    await fill("#sso_url", "ftp://nowhere");
    await fill("#certificate", "MIIB cut off");
    await press(button("Save and continue"));
    await look("metadata by hand refused");
    await fill("#sso_url", plan.idp.ssoURL);
    await page.evaluate((c) => { document.querySelector("#certificate").value = c; }, plan.idp.certificate);
  }
  await press(button("Save and continue"));
  if (page.url().includes("saved")) {
    await look("metadata saved with warnings");
    await press(button("Continue"));
  }
  await look("attributes, before the test");
  await press(button("Save and continue"));
}

// client enters where an OpenID provider is, and who we are there: first wrongly, and with a secret
// that the provider refuses.
async function client() {
  await look("client");
  await fill("#issuer", "ftp://idp.nowhere.example");
  await press(button("Save and continue"));
  await says("This was not saved");
  await says("The client ID is missing");
  await look("client, refused");
  await fill("#issuer", plan.idp.issuer);
  await fill("#client_id", plan.idp.client);
  await fill("#client_secret", "a secret of somebody else");
  await press(button("Save and continue"));
  await look("attributes of OpenID Connect");
  await press(button("Save and continue"));
}

async function testClient() {
  await look("test of OpenID Connect");
  await press(button("Test sign-in"));
  await says("The test sign-in failed");
  await look("result, client refused");
  await press(button("Correct the client"));
  await says("Leave it empty to keep it");
  await look("client, kept");
  await fill("#client_secret", plan.idp.secret);
  await press(button("Save and continue"));
  await press(button("Save and continue"));
  await press(button("Test sign-in"));
  await says("The test sign-in works");
  await look("result of OpenID Connect, works");
}

async function test() {
  await look("test");
  await press(button("Test sign-in"));
  await answer("wrong-audience");
  await says("The test sign-in failed");
  await look("result, failed");
  await press(button("Test again"));
  await answer("");
  await says("The test sign-in works");
  await look("result, works");
}

async function after() {
  await go("/admin-portal/attributes");
  await look("attributes, with example");
  if (plan.javascript) {
    await fill("#first_name", "lastName");
    const shown = await page.$eval("tr:has(#first_name) [data-example]", (e) => e.textContent);
    if (shown !== "Lovelace") wrong.push(`the live example shows ${shown}`);
  }
  await go("/admin-portal/connection");
  await look("connection");
  await go("/admin-portal/events?sort=state");
  await look("events");
  await press("tbody a");
  await look("event");
  await go("/admin-portal/certificates");
  await look("certificates");
  await go("/admin-portal/reset");
  await look("reset");
}

async function walkSAML() {
  await domain();
  await provider(plan.type, "Continue to the metadata");
  await metadata(plan.how);
  await test();
  await after();
  for (const intent of ["audit_logs", "log_streams", "bring_your_own_key"]) {
    await go(`/admin-portal/request/${intent}`);
    await look(`request ${intent}`);
  }
  await fill("#contact", "it@globex.example");
  await press(button("Send the request"));
  await look("overview, half done");
  await go("/admin-portal/test");
  await press(button("Finish setup"));
  for (const intent of ["audit_logs", "log_streams"]) {
    await go(`/admin-portal/request/${intent}`);
    await fill("#contact", "it@globex.example");
    await press(button("Send the request"));
  }
  await says("All set");
  await look("done");
  await page.goto(plan.link);
  await says("complete");
  await look("link, used");
  await go("/setup/none");
  await look("link, unknown");
}

async function walkOpenID() {
  await go("/admin-portal/provider");
  await provider(plan.type, "Continue to the client");
  await client();
  await testClient();
  await go("/admin-portal/attributes");
  await look("attributes of OpenID Connect, with example");
  await go("/admin-portal/connection");
  await says("stored, and shown to nobody");
  await look("connection by OpenID Connect");
  await go("/admin-portal/events");
  await press("tbody a");
  await look("event of OpenID Connect");
  await go("/admin-portal/reset");
  await look("reset of OpenID Connect");
  await go("/admin-portal/test");
  await press(button("Finish setup"));
  await says("All set");
  await look("done by OpenID Connect");
}

// walkDirectory connects the provisioning of Okta, whose requests this script sends in its place.
async function walkDirectory() {
  await press(button("Set up"));
  if (plan.javascript) {
    await page.type("#q", "entra");
    await page.waitForFunction(() => document.querySelectorAll("#cards li:not([hidden])").length < 5);
    await page.evaluate(() => { const q = document.querySelector("#q"); q.value = ""; q.dispatchEvent(new Event("input")); });
  }
  await look("directory providers");
  await press("button[value=google]");
  await look("directory, Google");
  await press(button("Bring a CSV file"));
  await look("directory, file");
  await go("/admin-portal/directory/guide/google/1");
  await press(button("Tell them what you use"));
  await look("directory, request");
  await go("/admin-portal/directory/provider");
  await (plan.javascript ? pressByKeyboard : press)("button[value=okta]");
  await look("directory guide 1");
  await press(button("Next"));
  await look("directory guide 2, without a token");
  await press(button("Make a token"));
  await says("It is shown on this page and never again");
  const [endpoint, token] = await page.$$eval("td .value", (all) => all.map((e) => e.textContent));
  await look("directory guide 2, with the token");
  for (let last = false; !last;) {
    last = Boolean(await page.$(button("Continue to the check")));
    await press(button(last ? "Continue to the check" : "Next"));
    if (!last) await look("directory guide, on");
  }
  await look("directory check, nothing yet");
  const ask = (bearer) => fetch(`${endpoint}/Users?count=1`, { headers: { Authorization: `Bearer ${bearer}` } });
  const wait = async (selector) => { // for what appears by itself, or when the page is loaded again
    if (!plan.javascript) await press(button("Look again"));
    await page.waitForSelector(selector);
  };
  await ask("not-the-token");
  await wait(".errors");
  await says("This token was never issued here");
  await look("directory check, refused");
  await ask(token);
  await wait(".milestones .seen");
  await says("Okta looks for users");
  await fetch(plan.provision);
  await wait(".milestones li:last-child.seen");
  await says("Users arrive from Okta");
  await look("directory check, users arrive");
  await press(button("Users"));
  await reach(".popup a");
  const list = await page.$eval(".popup .list", (e) => getComputedStyle(e).display + " " + e.textContent);
  if (!list.startsWith("block") || !list.includes("Everybody")) wrong.push(`the groups on focus: ${list}`);
  await look("directory users");
  await press(button("Older"));
  await press("td a");
  await look("directory user");
  await press(button("Attribute map with this user"));
  if (plan.javascript) {
    await fill("#path_team", "name.givenName");
    const shown = await page.$eval("[data-mapped]", (e) => e.textContent);
    if (shown !== "Dennis") wrong.push(`the live example of the map shows ${shown}`);
  } else {
    await fill("#path_team", "name.givenName");
    await press(button("Try"));
    await says("Dennis");
  }
  await look("directory attributes");
  await press(button("Save"));
  await says("Saved.");
  await press(button("Roles"));
  await look("directory roles");
  await page.select("td select", "admin");
  await press(button("Save"));
  await says("1 group with a role");
  await look("directory roles, saved");
  await go("/admin-portal/directory/requests");
  await look("directory requests");
  await press("td a");
  await look("directory request");
  await go("/admin-portal/directory/tokens");
  await press(button("Make a new token"));
  await says("which was not used yet, then stops working");
  await look("directory tokens, made");
  await page.click("summary");
  await press(button("Revoke …"));
  await says("Nothing was revoked");
  await look("directory tokens, refused");
  await go("/admin-portal/directory");
  await look("directory");
  await press(button("Reset directory"));
  await look("directory reset");
  await go("/admin-portal/directory/check");
  await press(button("Finish"));
  await says("Directory Sync is set up for Globex");
  await look("directory, done");
}

try {
  for (const { name, link, text } of plan.others ?? []) { // first: some of these links live for minutes
    await page.goto(link);
    await says(text);
    await look(name);
  }
  await page.goto(plan.link);
  if (page.url().includes("token") || new URL(page.url()).pathname.startsWith("/setup/")) wrong.push(`the token stays in ${page.url()}`);
  await look("overview");
  await (plan.provision ? walkDirectory() : plan.idp.issuer ? walkOpenID() : walkSAML());
} catch (e) {
  wrong.push(`${page.url()}: ${e.message}`);
  await page.screenshot({ path: `${plan.out}/${plan.name}-stopped.png`, fullPage: true }).catch(() => {});
}
await browser.close();
console.log(JSON.stringify({ seen, sizes, wrong }, null, 2));
process.exit(wrong.length ? 1 : 0);
