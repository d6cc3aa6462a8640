// Saves a section while it is being written, and keeps it in this browser while there is no connection.
// One sending at a time; each names the page and its turn, so that the server tells a repeated sending from a colleague's.
(function () {
  const form = document.querySelector("form[data-autosave]");
  if (!form || !window.fetch || !window.FormData || !FormData.prototype.entries || !window.Promise) return;

  const PAUSE = 1500; // after the last key
  const LIMIT = 30000; // an answer that takes longer is given up
  const WAITS = [2000, 4000, 8000, 15000, 30000, 60000];
  const LONGEST = 20000; // characters of one field that the server keeps
  const OWN = ["csrfmiddlewaretoken", "version", "page", "turn"]; // not typed by anybody
  const KEY = "cs-kept:" + form.dataset.key;

  const line = form.querySelector("[data-saved-at]");
  const own = (name) => form.querySelector("input[name='" + name + "']");
  let saved = typed(); // what the server has
  let gone = false; // signing out: nothing is kept any more
  let halted = false; // somebody else saved, or the report is closed: a person has to look first
  let comparing = false; // the page of two versions was asked for; its choice is the last word
  let current = null; // the sending on its way
  let failures = 0;
  let timer = 0;
  let keeping = 0;

  // --- what stands in the form ---

  function typed() {
    const fields = [];
    for (const pair of new FormData(form).entries()) {
      if (OWN.indexOf(pair[0]) < 0 && pair[0].indexOf("w-") !== 0) fields.push([pair[0], pair[1].replace(/\r\n/g, "\n")]);
    }
    return fields;
  }

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const isTooLong = (pair) => pair[1].length > LONGEST;
  const codeOf = (name) => name.replace(/^[vrin]-/, "");
  const unsent = () => !same(typed(), saved);

  function show(state, words) {
    line.dataset.state = state;
    if (words) line.querySelector("[data-when='" + state + "'] [data-words]").textContent = words;
  }

  // --- kept in this browser ---

  function keep() {
    clearTimeout(keeping);
    if (gone || !unsent()) return forget();
    const copy = { version: own("version").value, page: own("page").value, turn: own("turn").value, fields: typed(), comparing: comparing };
    try {
      localStorage.setItem(KEY, JSON.stringify(copy));
      return true;
    } catch (noRoom) {
      return false;
    }
  }

  function forget() {
    try { localStorage.removeItem(KEY); } catch (noStorage) { /* then nothing was kept either */ }
    return true;
  }

  function kept() {
    try { return JSON.parse(localStorage.getItem(KEY)); } catch (unreadable) { return null; }
  }

  function restore() {
    const copy = kept();
    if (!copy || !Array.isArray(copy.fields)) return;
    const resolved = copy.comparing && form.dataset.savedBy === form.dataset.person
      && Number(own("version").value) > Number(copy.version);
    const now = new Map(saved);
    const different = copy.fields.filter((pair) => now.get(pair[0]) !== pair[1]);
    if (resolved || !different.length) return forget();
    different.forEach(put);
    own("version").value = copy.version;
    own("page").value = copy.page;
    own("turn").value = copy.turn;
    const number = new Set(different.map((pair) => codeOf(pair[0]))).size;
    const banner = form.querySelector("[data-restored]");
    const words = JSON.parse(banner.dataset.words);
    const plural = new Intl.PluralRules(document.documentElement.lang).select(number);
    banner.querySelector("[data-restored-words]").textContent = (words[plural] || words.other).replace("{n}", number);
    banner.hidden = false;
    soon(0);
  }

  function put(pair) {
    const fields = form.querySelectorAll("[name='" + pair[0] + "']");
    fields.forEach((field) => {
      if (field.type === "radio") field.checked = field.value === pair[1];
      else field.value = pair[1];
      for (let around = field.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
      field.dispatchEvent(new Event(field.type === "radio" ? "change" : "input", { bubbles: true }));
    });
  }

  // --- sending ---

  function soon(wait) {
    clearTimeout(timer);
    if (!halted) timer = setTimeout(send, wait);
  }

  function send() {
    clearTimeout(timer);
    if (halted) return Promise.resolve(false);
    if (!current) current = attempt().then((done) => { current = null; return done; });
    return current;
  }

  async function attempt(isSecond) {
    const fields = typed();
    if (same(fields, saved)) {
      forget();
      if (line.dataset.state && line.dataset.state !== "saved") show("saved");
      return true;
    }
    const tooLong = fields.filter(isTooLong);
    tooLong.forEach(tellTooLong);
    own("turn").value = Number(own("turn").value) + 1;
    keep();
    const patience = setTimeout(() => show("saving"), 800);
    let answer;
    try {
      answer = await post(fields.filter((pair) => !isTooLong(pair)));
    } catch (noConnection) {
      return later("kept");
    } finally {
      clearTimeout(patience);
    }
    return heard(answer, fields, tooLong, isSecond);
  }

  function post(fields) {
    const body = new FormData();
    OWN.forEach((name) => body.append(name, own(name).value));
    fields.forEach((pair) => body.append(pair[0], pair[1]));
    return ask(form.action, { method: "POST", body: body, headers: { Accept: "application/json" } });
  }

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

  async function heard(answer, fields, tooLong, isSecond) {
    if (answer.type === "opaqueredirect") return later("signed_out");
    if (answer.status === 403 && !isSecond) return (await renewed()) ? attempt(true) : later(line.dataset.state);
    if (answer.status >= 500 || answer.status === 429) return later("kept");
    let told;
    try { told = await answer.json(); } catch (noJson) { told = {}; }
    if (answer.ok && told.outcome === "saved") return stored(told, fields, tooLong);
    if (answer.status === 409 && told.outcome) {
      halted = true;
      keep();
      show(told.outcome, told.words);
      return false;
    }
    keep();
    show("failed");
    return false;
  }

  function stored(told, fields, tooLong) {
    failures = 0;
    if (Number(own("version").value) !== told.version) hideState();
    own("version").value = told.version;
    const hour = line.querySelector("[data-time]");
    hour.textContent = told.at;
    hour.removeAttribute("datetime");
    tell(told);
    tooLong.forEach(tellTooLong);
    if (tooLong.length) {
      keep();
      show("failed");
      return false;
    }
    saved = fields;
    if (unsent()) {
      keep();
      soon(PAUSE);
    } else {
      forget();
    }
    show("saved");
    return true;
  }

  // The tag says how far the section was when the page was opened.
  function hideState() {
    const tag = document.querySelector("[data-state-tag]");
    if (tag) tag.hidden = true;
  }

  function later(state) {
    const isKept = keep();
    show(state === "kept" && !isKept ? "held" : state);
    soon(WAITS[Math.min(failures, WAITS.length - 1)]);
    failures += 1;
    return false;
  }

  // After signing in again in another tab the token of this page is old: fetch a new one, if it is the same person.
  async function renewed() {
    let answer;
    try {
      answer = await ask(form.dataset.here, { headers: { Accept: "text/html" } });
    } catch (noConnection) {
      show("kept");
      return false;
    }
    if (answer.type === "opaqueredirect") {
      show("signed_out");
      return false;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("form[data-autosave]");
    if (!fresh || fresh.dataset.person !== form.dataset.person) {
      show(fresh ? "other_person" : "failed");
      return false;
    }
    const token = fresh.querySelector("input[name='csrfmiddlewaretoken']").value;
    document.querySelectorAll("input[name='csrfmiddlewaretoken']").forEach((field) => { field.value = token; });
    return true;
  }

  // --- what the server says about the fields; the cursor stays where it is ---

  function tell(told) {
    form.querySelectorAll("[data-field]").forEach((row) => {
      const code = row.dataset.field;
      mark(row, told.problems[code] || "");
      write(row.querySelector("[data-question]"), told.questions[code] || "");
      write(row.querySelector("[data-notice]"), told.notices[code] || "");
    });
    const rules = form.querySelector("[data-rules]");
    rules.textContent = "";
    told.rules.forEach((words) => {
      const banner = document.importNode(form.querySelector("[data-rule]").content, true);
      const texts = banner.querySelectorAll("p");
      texts[texts.length - 1].textContent = words;
      rules.appendChild(banner);
    });
  }

  function tellTooLong(pair) {
    const row = form.querySelector("[data-field='" + codeOf(pair[0]) + "']");
    const field = row.querySelector("[name='" + pair[0] + "']");
    const most = field.dataset.countMax || LONGEST;
    mark(row, form.dataset.tooLong.replace("{n}", pair[1].length).replace("{most}", most));
  }

  function mark(row, problem) {
    write(row.querySelector("[data-problem]"), problem);
    row.classList.toggle("cs-field--problem", Boolean(problem));
    row.querySelectorAll("[name^='v-'], [name^='n-']").forEach((field) => {
      field.classList.toggle("is-invalid", Boolean(problem));
      if (problem) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    });
  }

  function write(place, words) {
    if (!place || place.textContent === words) return;
    place.textContent = words;
    place.hidden = !words;
  }

  // --- what the person does ---

  form.addEventListener("input", () => {
    comparing = false;
    if (halted) return keep();
    if (["", "saved"].indexOf(line.dataset.state) >= 0) show("unsaved");
    clearTimeout(keeping);
    keeping = setTimeout(keep, 300);
    soon(PAUSE);
  });
  form.addEventListener("change", () => { if (unsent()) { keep(); soon(200); } });

  form.addEventListener("submit", async (event) => {
    if (halted || (line.dataset.state === "failed" && !typed().some(isTooLong))) return native();
    event.preventDefault();
    const button = event.submitter || document.activeElement;
    let done = await send();
    if (done && unsent()) done = await send();
    const problem = form.querySelector(".cs-field--problem");
    if (done && problem) window.location.assign(form.dataset.here + "?mend");
    else if (done && button && button.value === "next") window.location.assign(form.dataset.next);
    else if (!done && problem) problem.querySelector("input:not([type=hidden]), textarea").focus();
  });

  // The page of two versions is drawn by the server; until it is resolved the copy in this browser stays.
  function native() {
    comparing = true;
    keep();
  }

  line.addEventListener("click", (event) => {
    if (!event.target.closest("[data-compare]")) return;
    native();
    form.submit();
  });

  const tryNow = () => { if (unsent()) { failures = 0; soon(0); } };
  window.addEventListener("online", tryNow);
  window.addEventListener("focus", () => { if (["signed_out", "other_person", "kept"].indexOf(line.dataset.state) >= 0) tryNow(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && unsent()) { keep(); if (!halted) send(); } });
  window.addEventListener("pagehide", keep);
  window.addEventListener("beforeunload", (event) => {
    if (!keep()) { event.preventDefault(); event.returnValue = ""; }
  });

  document.addEventListener("cs:sign-out", () => { gone = halted = true; });

  restore();
})();
