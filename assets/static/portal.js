// What a script can add to the Admin Portal. Every page works without it.

const said = document.getElementById("said");
const say = (text) => { said.textContent = ""; setTimeout(() => { said.textContent = text; }, 50); };

// Copy buttons.
async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    return document.execCommand("copy");
  }
}
for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await copy(button.previousElementSibling);
    say(done ? "Copied" : "Select the value and copy it with the keyboard");
    button.textContent = done ? "Copied" : "Select it";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
}

// Times in the reader's zone, too: IT admins compare them with logs in UTC.
for (const time of document.querySelectorAll("td time")) {
  const at = new Date(time.dateTime);
  if (at.getTimezoneOffset() === 0) continue;
  const local = document.createElement("span");
  local.className = "local small quiet";
  local.textContent = at.toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" });
  time.closest("td").append(local);
}

// What went wrong comes first.
document.querySelector("[data-focus]")?.focus();

// Cards that fit the search, while it is typed.
for (const input of document.querySelectorAll("[data-search]")) {
  const cards = [...document.querySelectorAll(`#${input.dataset.search} [data-words]`)];
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const card of cards) {
      const fits = words.every((word) => card.dataset.words.includes(word));
      card.hidden = !fits && !("always" in card.dataset);
      if (fits) found++;
    }
    say(`${found} of ${cards.length} fit`);
  });
}

// A list that stands over the page goes with Escape.
addEventListener("keydown", (e) => { if (e.key === "Escape") document.activeElement?.closest(".popup")?.querySelector("a").blur(); });

// The mapping, shown on what the last sign-in brought.
const mapping = document.querySelector("[data-mapping]");
const received = new Map();
for (const row of mapping?.querySelectorAll("[data-received] tbody tr") ?? []) {
  const values = [...row.cells[1].childNodes].map((node) => node.textContent.trim()).filter(Boolean);
  received.set(row.cells[0].firstChild.textContent.trim(), values.join(", "));
}
for (const row of mapping?.querySelectorAll("tr:has([data-example])") ?? []) {
  const input = row.querySelector("input");
  const usual = [...row.querySelectorAll("[data-usual]")].map((name) => name.textContent);
  input.addEventListener("input", () => {
    if (received.size === 0) return;
    const asked = input.value.split(",").map((name) => name.trim()).filter(Boolean);
    const name = (asked.length ? asked : usual).find((n) => received.has(n));
    row.querySelector("[data-example]").textContent = name ? received.get(name) : "not received";
  });
}

// The attribute map, shown on what was received of a user.
const paths = new Map([...document.querySelectorAll("#paths option")].map((o) => [o.value.toLowerCase(), o.textContent]));
for (const input of document.querySelectorAll("input[list=paths]")) {
  input.addEventListener("input", () => {
    input.closest("tr").querySelector("[data-mapped]").textContent = paths.get(input.value.trim().toLowerCase()) ?? "not known yet: choose Try";
  });
}

// A state that can change by itself, looked at until it does: by the form that
// asks for it, or the page again.
const waiting = document.querySelector("[data-poll]");
if (waiting) {
  const form = document.getElementById(waiting.dataset.poll);
  const ask = () => form ? fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }) : fetch(location.href);
  const look = async () => {
    try {
      const page = await (await ask()).text();
      const state = new DOMParser().parseFromString(page, "text/html").querySelector("[data-state]");
      if (state?.dataset.state !== waiting.dataset.state) { location.reload(); return; }
    } catch { /* asked again at the next turn */ }
    setTimeout(look, 15000);
  };
  setTimeout(look, 5000);
}
