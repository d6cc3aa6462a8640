// A meeting while it is held, on a weak line: small posts without leaving the page, texts saved while they are typed,
// and the rest of the page brought up to date. Without this script every form works by itself.
(function () {
  const root = document.querySelector("[data-hold]");
  if (!root || !window.fetch || !window.FormData || !FormData.prototype.entries || !window.DOMParser) return;

  const LIMIT = 30000; // an answer that takes longer is given up
  const PAUSE = 2500; // after the last key
  const LOOK = 12000; // between two looks at what others did
  const WAITS = [3000, 6000, 15000, 30000, 60000];
  const told = root.querySelector("[data-told]");
  let gone = false; // signing out: nothing is kept any more

  function ask(address, options) {
    const stop = window.AbortController ? new AbortController() : null;
    const limit = stop ? setTimeout(() => stop.abort(), LIMIT) : 0;
    const whole = Object.assign({ credentials: "same-origin", redirect: "manual", cache: "no-store" }, options);
    if (stop) whole.signal = stop.signal;
    return fetch(address, whole).then(
      (answer) => { clearTimeout(limit); return answer; },
      (problem) => { clearTimeout(limit); throw problem; }
    );
  }

  const post = (form, body) => ask(form.getAttribute("action"), { method: "POST", body: body, headers: { Accept: "application/json" } });

  // --- what others did ---

  let looking = false;

  async function look(forced) {
    if (looking) return;
    looking = true;
    try {
      const stamp = root.querySelector("[data-body]").dataset.stamp;
      const answer = await ask(root.dataset.liveAt + "?stamp=" + encodeURIComponent(stamp), { headers: { Accept: "text/html" } });
      if (answer.status === 200) exchange(new DOMParser().parseFromString(await answer.text(), "text/html"), forced);
    } catch (noConnection) { /* the next look tries again */ }
    looking = false;
  }

  const isTyped = (field) => field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
    : field.tagName === "SELECT" ? false : field.type !== "hidden" && field.value !== field.defaultValue;
  // Numbers typed into a form that is no longer there (the vote is counted) hold nothing up.
  const isThere = (field, fresh) => field.tagName === "TEXTAREA" || !field.form || fresh.querySelector("form[action='" + field.form.getAttribute("action") + "']");
  const isBusy = (part, fresh) => Array.prototype.some.call(part.querySelectorAll("input, textarea"), (field) => isTyped(field) && isThere(field, fresh));

  function exchange(page, forced) {
    const fresh = page.querySelector("[data-body]");
    if (!fresh) return;
    const here = Array.prototype.map.call(root.querySelectorAll("[data-live]"), (part) => part.dataset.live).join();
    const there = Array.prototype.map.call(fresh.querySelectorAll("[data-live]"), (part) => part.dataset.live).join();
    const texts = Array.prototype.some.call(root.querySelectorAll("[data-write]"), unsent);
    if (here !== there && !texts) return window.location.reload(); // opened, closed, or another agenda
    let all = here === there;
    fresh.querySelectorAll("[data-live]").forEach((part) => {
      const old = root.querySelector("[data-live='" + part.dataset.live + "']");
      if (!old || words(old) === words(part)) return;
      if (isBusy(old, part) && part.dataset.live !== forced) { all = false; return; }
      const focus = old.contains(document.activeElement) ? document.activeElement.id : "";
      old.querySelectorAll("details[id][open]").forEach((each) => {
        const same = part.querySelector("#" + each.id);
        if (same && part.dataset.live !== forced) same.open = true;
      });
      const put = document.importNode(part, true);
      old.replaceWith(put);
      if (focus) {
        const again = document.getElementById(focus) || put.querySelector("button, summary, input");
        if (again) again.focus({ preventScroll: true });
      }
    });
    fresh.querySelectorAll("[data-write]").forEach(renew);
    if (all) root.querySelector("[data-body]").dataset.stamp = fresh.dataset.stamp;
  }

  // Tokens differ in every answer and mean nothing for what is seen.
  const words = (part) => part.outerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "").replace(/ open=""/g, "");

  setInterval(() => { if (!document.hidden) look(); }, LOOK);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });

  // --- small forms ---

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-send]")) return;
    event.preventDefault();
    if (form.classList.contains("cs-sending")) return;
    const body = new FormData(form);
    const button = event.submitter || document.activeElement;
    if (button && button.name) body.append(button.name, button.value);
    waiting.delete(form.getAttribute("action")); // what is pressed now is the last word
    await deliver(form, body);
  });

  // What may be said twice without harm (who is there, a vote, a count) goes out by itself when the line is back.
  const waiting = new Map(); // address: what was pressed last
  const AGAIN = 5000;
  const TOO_OLD = 600000; // after ten minutes somebody else may have said otherwise: a person presses again
  let again = 0;

  async function deliver(form, body) {
    let answer;
    let said = {};
    form.classList.add("cs-sending");
    try {
      answer = await post(form, body);
      said = answer.type === "opaqueredirect" ? {} : await answer.json();
    } catch (noConnection) {
      form.classList.remove("cs-sending");
      if (answer) return complain(form, root.dataset.failed);
      return form.dataset.again === undefined ? complain(form, root.dataset.noConnection) : wait(form, body);
    }
    form.classList.remove("cs-sending");
    waiting.delete(form.getAttribute("action"));
    if (answer.type === "opaqueredirect") return complain(form, root.dataset.signedOut);
    const part = form.closest("[data-live]");
    if (said.outcome !== "saved") {
      complain(form, said.words || root.dataset.failed);
      return look(""); // it may have arrived before, and only the answer was lost
    }
    complain(form, "");
    told.textContent = root.dataset.noted + ", " + said.at;
    await look(part ? part.dataset.live : "");
  }

  function wait(form, body) {
    const address = form.getAttribute("action");
    const since = waiting.has(address) ? waiting.get(address).since : Date.now();
    const isOld = Date.now() - since > TOO_OLD;
    complain(form, isOld ? root.dataset.noConnection : root.dataset.waits);
    if (isOld) return waiting.delete(address);
    waiting.set(address, { form: form, body: body, since: since });
    clearTimeout(again);
    again = setTimeout(sendWaiting, AGAIN);
  }

  async function sendWaiting() {
    for (const [address, one] of Array.from(waiting)) {
      const same = root.querySelector("form[data-again][action='" + address + "']");
      const form = one.form.isConnected ? one.form : same;
      if (form && !form.classList.contains("cs-sending")) await deliver(form, one.body);
      else if (!form) waiting.delete(address); // counted or closed meanwhile
    }
  }

  // Most votes are unanimous: one press writes the numbers, another counts them.
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    if (!button) return;
    const form = button.closest("form");
    const numbers = button.dataset.fill.split(" ");
    form.querySelectorAll(".cs-counts input").forEach((field, place) => { field.value = numbers[place]; });
    form.querySelector(".btn-primary").focus();
  });

  window.addEventListener("online", sendWaiting);
  window.addEventListener("beforeunload", (event) => { if (waiting.size && !gone) event.preventDefault(); });

  function complain(form, sentence) {
    let line = form.querySelector("[data-problem]");
    if (!line) {
      line = document.createElement("p");
      line.className = "invalid-feedback";
      line.setAttribute("role", "alert");
      line.dataset.problem = "";
      form.prepend(line);
    }
    line.textContent = sentence;
    line.hidden = !sentence;
  }

  // --- texts that save by themselves ---

  const NAMES = ["heard", "discussed", "decided"];
  const writers = new WeakMap();
  const asked = new URLSearchParams(window.location.search);
  const justStored = asked.get("stored") ? "texts-" + asked.get("point") : ""; // somebody chose between two versions
  const typed = (form) => NAMES.map((name) => form.elements[name].value.replace(/\r\n/g, "\n"));
  const unsent = (form) => JSON.stringify(typed(form)) !== JSON.stringify(writers.get(form).saved);
  const keyOf = (form) => "cs-kept:" + form.dataset.key;

  function begin(form) {
    const state = { saved: typed(form), tried: null, timer: 0, current: false, failures: 0, halted: false };
    writers.set(form, state);
    form.addEventListener("input", () => { keep(form); if (!state.halted) { show(form, "unsaved"); soon(form, PAUSE); } });
    form.addEventListener("change", () => soon(form, 200));
    form.addEventListener("submit", (event) => {
      if (state.halted) return; // the server shows both versions
      event.preventDefault();
      soon(form, 0);
    });
    if (form.id === justStored) keep(form); // nothing is unsent: the older copy goes
    restore(form);
  }

  function show(form, state) { form.querySelector("[data-saved-at]").dataset.state = state; }

  function keep(form) {
    try {
      if (gone || !unsent(form)) localStorage.removeItem(keyOf(form));
      else localStorage.setItem(keyOf(form), JSON.stringify({ version: form.elements.version.value, texts: typed(form) }));
      return true;
    } catch (noRoom) { return false; }
  }

  function restore(form) {
    let copy;
    try { copy = JSON.parse(localStorage.getItem(keyOf(form))); } catch (unreadable) { copy = null; }
    if (!copy || !Array.isArray(copy.texts) || JSON.stringify(copy.texts) === JSON.stringify(typed(form))) return keep(form);
    NAMES.forEach((name, place) => { form.elements[name].value = copy.texts[place]; });
    form.elements.version.value = copy.version;
    const point = form.closest("details");
    if (point) point.open = true;
    soon(form, 0);
  }

  function soon(form, wait) {
    const state = writers.get(form);
    clearTimeout(state.timer);
    if (!state.halted) state.timer = setTimeout(() => send(form), wait);
  }

  async function send(form) {
    const state = writers.get(form);
    if (state.current || state.halted) return;
    if (!unsent(form)) { keep(form); return show(form, form.querySelector("[data-time]") ? "saved" : ""); }
    state.current = true;
    const texts = typed(form);
    let answer;
    let said = {};
    show(form, "saving");
    try {
      answer = await post(form, new FormData(form));
      if (answer.type !== "opaqueredirect") said = await answer.json();
    } catch (noConnection) { answer = answer || null; }
    state.current = false;
    if (said.outcome === "saved") return stored(form, texts, said);
    if (said.outcome === "meanwhile" && arrived(state, said)) {
      form.elements.version.value = said.version; // our own sending, whose answer was lost
      return soon(form, 0);
    }
    state.tried = texts;
    keep(form);
    if (said.outcome) { state.halted = true; show(form, "failed"); return complain(form, said.words || ""); }
    show(form, answer && answer.type !== "opaqueredirect" ? "failed" : "kept");
    soon(form, WAITS[Math.min(state.failures, WAITS.length - 1)]);
    state.failures += 1;
  }

  const arrived = (state, said) => state.tried !== null && JSON.stringify(state.tried) === JSON.stringify(NAMES.map((name) => said.texts[name]));

  function stored(form, texts, said) {
    const state = writers.get(form);
    const now = typed(form);
    const theirs = NAMES.map((name) => said.texts[name]);
    // Typed on in a text that a colleague changed as well: the next sending still starts from the older version,
    // so that the server sees the clash.
    const clashes = NAMES.some((name, place) => now[place] !== texts[place] && theirs[place] !== texts[place]);
    Object.assign(state, { saved: texts, tried: null, failures: 0 });
    if (!clashes) {
      form.elements.version.value = said.version;
      state.saved = theirs;
      NAMES.forEach((name, place) => { if (now[place] === texts[place] && theirs[place] !== texts[place]) form.elements[name].value = theirs[place]; });
    }
    complain(form, "");
    const time = form.querySelector("[data-time]");
    if (time) { time.textContent = said.at; time.removeAttribute("datetime"); }
    keep(form);
    show(form, unsent(form) ? "unsaved" : "saved");
    if (unsent(form)) soon(form, PAUSE);
  }

  // A text that nobody types in here follows what a colleague saved.
  function renew(fresh) {
    const form = document.getElementById(fresh.id);
    if (!form || !writers.has(form) || unsent(form) || writers.get(form).current || form.contains(document.activeElement)) return;
    NAMES.forEach((name) => { form.elements[name].value = fresh.elements[name].value; });
    form.elements.version.value = fresh.elements.version.value;
    writers.get(form).saved = typed(form);
  }

  root.querySelectorAll("form[data-write]").forEach(begin);
  if (justStored) window.history.replaceState(null, "", window.location.pathname + "?point=" + asked.get("point") + window.location.hash);
  const tryNow = () => root.querySelectorAll("form[data-write]").forEach((form) => { if (unsent(form)) soon(form, 0); });
  window.addEventListener("online", tryNow);
  window.addEventListener("focus", tryNow);
  document.addEventListener("visibilitychange", () => { if (document.hidden) tryNow(); });
  window.addEventListener("beforeunload", (event) => {
    const safe = Array.prototype.every.call(root.querySelectorAll("form[data-write]"), (form) => !unsent(form) || keep(form));
    if (!safe) { event.preventDefault(); event.returnValue = ""; }
  });
  document.addEventListener("cs:sign-out", () => { gone = true; });
})();
