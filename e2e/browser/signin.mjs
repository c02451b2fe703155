// Signs in from a customer's app at an identity provider on another site, which
// posts its answer across sites, and looks at what the app is told: in the browser
// that began, and in one that posts the same. Prints what is wrong and ends with 1
// if anything is.
//
//   node signin.mjs PLAN.json
import { readFileSync } from "node:fs";
import { launch } from "puppeteer-core";

const plan = JSON.parse(readFileSync(process.argv[2], "utf8"));
const wrong = [];
const browser = await launch({ executablePath: plan.chromium, args: ["--no-sandbox", "--disable-gpu"] });

// A person has cookies of their own.
async function person() {
  const page = await (await browser.createBrowserContext()).newPage();
  page.setDefaultTimeout(20000);
  page.posts = [];
  page.on("request", (r) => { if (r.method() === "POST" && r.url().includes("/sso/saml/acs/")) page.posts.push({ url: r.url(), body: r.postData() }); });
  return page;
}

// atProvider begins a login and stops at the identity provider's form.
async function atProvider(page) {
  await page.goto(plan.authorize);
  await page.waitForSelector("select[name=fault]");
  if (new URL(page.url()).hostname === new URL(plan.base).hostname) wrong.push(`the identity provider is on our own site: ${page.url()}`);
}

// answer sends it, and follows until the app or a page of ours is reached.
async function answer(page, fault) {
  await page.$eval("input[name=email]", (e, v) => { e.value = v; }, plan.email);
  await page.select("select[name=fault]", fault);
  await page.click("button");
  await arrived(page);
}

const arrived = (page) => page.waitForFunction((app, base) => location.href.startsWith(app) || location.href.startsWith(base), {}, plan.callback, plan.base);

// postFromElsewhere posts a form as any site can.
async function postFromElsewhere(page, { url, body }) {
  await page.goto(plan.elsewhere);
  await page.evaluate((url, body) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = url;
    for (const [name, value] of new URLSearchParams(body)) form.append(Object.assign(document.createElement("input"), { name, value }));
    document.body.append(form);
    form.submit();
  }, url, body);
  await arrived(page);
}

const told = (page) => page.url().startsWith(plan.callback) ? new URL(page.url()).searchParams : null;

try {
  for (const fault of plan.faults) {
    const first = await person();
    await atProvider(first);
    await answer(first, fault);
    const state = told(first)?.get("state");
    if (state !== plan.state || !told(first)?.get("error")) wrong.push(`${fault}: the browser that began is at ${first.url()}`);
    if (first.posts.length !== 1) wrong.push(`${fault}: ${first.posts.length} answers were posted`);
    for (const begins of [false, true]) {
      const second = await person();
      if (begins) await atProvider(second); // holds a cookie of a login of its own
      await postFromElsewhere(second, first.posts[0]);
      const text = second.url() + (await second.content());
      if (text.includes(plan.state)) wrong.push(`${fault}: a second browser${begins ? " with a login of its own" : ""} is given the state: ${second.url()}`);
      if (told(second)?.get("code")) wrong.push(`${fault}: a second browser is given a code: ${second.url()}`);
      await second.browserContext().close();
    }
    await first.browserContext().close();
  }
  const good = await person();
  await atProvider(good);
  await answer(good, "");
  if (told(good)?.get("state") !== plan.state || !told(good)?.get("code")) wrong.push(`the sign-in that succeeds ends at ${good.url()}`);
} catch (e) {
  wrong.push(e.stack);
}
await browser.close();
console.log(JSON.stringify({ wrong }, null, 2));
process.exit(wrong.length ? 1 : 0);
