// Forms in which nothing typed is lost. One with data-autosave is saved while it is being written; one with data-keep (what
// does not exist before somebody presses its button) is kept in this browser until it was sent. Both are kept here while there
// is no connection or no session, and restored when the page is opened again.
// One sending at a time; each names the page and its turn, so that the server tells a repeated sending from a colleague's.
(function () {
  if (!window.fetch || !window.FormData || !FormData.prototype.entries || !window.Promise) return;

  const PAUSE = 1500; // after the last key
  const LIMIT = 30000; // an answer that takes longer is given up
  const WAITS = [2000, 4000, 8000, 15000, 30000, 60000];
  const LONGEST = 20000; // characters of one field that the server keeps
  const OWN = ["csrfmiddlewaretoken", "version", "base", "page", "turn"]; // not typed by anybody
  const CONTROLS = "input:not([type=hidden]), select, textarea";

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const isTooLong = (field) => field[1].some((value) => value.length > LONGEST);
  const codeOf = (name) => name.replace(/^[vrin]-/, "");

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

  document.querySelectorAll("form[data-autosave], form[data-keep]").forEach(begin);

  function begin(form) {
    const isSaved = form.hasAttribute("data-autosave"); // by itself, while it is written
    const key = "cs-kept:" + form.dataset.key;
    const line = form.querySelector("[data-saved-at]");
    const own = (name) => form.querySelector("input[name='" + name + "']");
    // What the server has; nothing of a form that came back with a problem.
    let saved = form.hasAttribute("data-came-back") ? [] : typed(asDrawn());
    let tried = null; // the last sending of which the server could not take everything
    let gone = false; // signing out, or sent: nothing is kept any more
    let halted = false; // somebody else saved, or it is closed: a person has to look first
    let comparing = false; // the page of two versions was asked for; its choice is the last word
    let wanted = isSaved; // somebody pressed the button of a form that is kept
    let current = null; // the sending on its way
    let failures = 0;
    let timer = 0;
    let keeping = 0;

    // --- what stands in the form: [name, values] in its order ---

    function typed(from = form) {
      const fields = new Map();
      for (const pair of new FormData(from).entries()) {
        if (OWN.indexOf(pair[0]) >= 0 || pair[0].indexOf("w-") === 0) continue;
        if (!fields.has(pair[0])) fields.set(pair[0], []);
        fields.get(pair[0]).push(String(pair[1]).replace(/\r\n/g, "\n"));
      }
      from.querySelectorAll("input[type='checkbox'][name]:not(:disabled)").forEach((box) => {
        if (!fields.has(box.name)) fields.set(box.name, []);
      });
      return Array.from(fields);
    }

    // As the server drew it: on a slow connection people type before this script has come.
    function asDrawn() {
      const drawn = form.cloneNode(true);
      HTMLFormElement.prototype.reset.call(drawn);
      return drawn;
    }

    const unsent = () => !same(typed(), saved);

    function show(state, words) {
      line.dataset.state = state;
      if (words) line.querySelector("[data-when='" + state + "'] [data-words]").textContent = words;
    }

    // --- kept in this browser ---

    function keep() {
      clearTimeout(keeping);
      if (gone || !unsent()) return forget();
      const copy = { fields: typed(), comparing: comparing, address: form.dataset.here, name: form.dataset.name };
      OWN.slice(1).forEach((name) => { if (own(name)) copy[name] = own(name).value; });
      try {
        localStorage.setItem(key, JSON.stringify(copy));
        return true;
      } catch (noRoom) {
        return false;
      }
    }

    function forget() {
      try { localStorage.removeItem(key); } catch (noStorage) { /* then nothing was kept either */ }
      return true;
    }

    function kept() {
      try { return JSON.parse(localStorage.getItem(key)); } catch (unreadable) { return null; }
    }

    function restore() {
      const copy = kept();
      if (!copy || !Array.isArray(copy.fields) || !saved.length) return;
      const stamp = own("version") ? "version" : "base";
      const resolved = copy.comparing && form.dataset.savedBy === form.dataset.person
        && Number(own(stamp).value) > Number(copy[stamp]);
      const now = new Map(saved);
      const different = copy.fields.filter((field) => Array.isArray(field[1]) && !same(now.get(field[0]), field[1]));
      if (resolved || !different.length) return forget();
      different.forEach(put);
      OWN.slice(1).forEach((name) => { if (own(name)) own(name).value = copy[name]; });
      const number = new Set(different.map((field) => codeOf(field[0]))).size;
      const banner = form.querySelector("[data-restored]");
      const words = JSON.parse(banner.dataset.words);
      const plural = new Intl.PluralRules(document.documentElement.lang).select(number);
      banner.querySelector("[data-restored-words]").textContent = (words[plural] || words.other).replace("{n}", number);
      banner.hidden = false;
      for (let around = form.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
      if (wanted) soon(0);
      else show("here");
    }

    function put(pair) {
      form.querySelectorAll("[name='" + pair[0] + "']").forEach((field) => {
        const isBox = field.type === "radio" || field.type === "checkbox";
        if (isBox) field.checked = pair[1].indexOf(field.value) >= 0;
        else if (pair[1].length) field.value = pair[1][0];
        for (let around = field.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
        field.dispatchEvent(new Event(isBox ? "change" : "input", { bubbles: true }));
      });
    }

    // --- sending ---

    function soon(wait) {
      clearTimeout(timer);
      if (!halted && wanted) timer = setTimeout(send, wait);
    }

    function send() {
      clearTimeout(timer);
      if (halted) return Promise.resolve(false);
      if (!current) current = attempt().then((done) => { current = null; return done; });
      return current;
    }

    async function attempt(isSecond) {
      const fields = typed();
      if (isSaved && same(fields, saved)) {
        forget();
        if (line.dataset.state && line.dataset.state !== "saved") show("saved");
        return true;
      }
      if (isSaved && same(fields, tried)) {
        keep();
        show("partly");
        return false;
      }
      const tooLong = fields.filter(isTooLong);
      tooLong.forEach(tellTooLong);
      if (!isSaved && tooLong.length) { // the next page would forget what was not sent
        wanted = false;
        keep();
        show("refused", "");
        return false;
      }
      if (own("turn")) own("turn").value = Number(own("turn").value) + 1;
      keep();
      const patience = setTimeout(() => show("saving"), 800);
      let answer;
      try {
        answer = await post(fields.filter((field) => !isTooLong(field)));
      } catch (noConnection) {
        return later("kept");
      } finally {
        clearTimeout(patience);
      }
      return heard(answer, fields, tooLong, isSecond);
    }

    function post(fields) {
      const body = new FormData();
      OWN.forEach((name) => { if (own(name)) body.append(name, own(name).value); });
      fields.forEach((field) => field[1].forEach((value) => body.append(field[0], value)));
      return ask(form.action, { method: "POST", body: body, headers: { Accept: "application/json" } });
    }

    async function heard(answer, fields, tooLong, isSecond) {
      if (answer.type === "opaqueredirect") return later("signed_out");
      if (answer.status === 403 && !isSecond) return (await renewed()) ? attempt(true) : later(line.dataset.state);
      if (answer.status >= 500 || answer.status === 429) return later("kept");
      let told;
      try { told = await answer.json(); } catch (noJson) { told = {}; }
      if (answer.ok && told.outcome === "saved") return told.next ? goOn(told.next) : stored(told, fields, tooLong);
      if (answer.status === 409 && told.outcome) {
        halted = true;
        keep();
        show(told.outcome, told.words);
        return false;
      }
      keep();
      if (told.outcome === "refused") {
        wanted = isSaved;
        tell(told);
        show("refused", told.words);
      } else {
        show("failed");
      }
      return false;
    }

    // What was kept has been sent: the next page shows it.
    function goOn(address) {
      gone = halted = true;
      forget();
      const here = window.location.pathname + window.location.search;
      window.location.assign(address);
      if (address.split("#")[0] === here) window.location.reload();
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
      const held = told.held || [];
      const before = new Map(saved);
      saved = fields.map((field) => held.indexOf(field[0]) >= 0 ? [field[0], before.get(field[0]) || [""]] : field);
      tried = held.length ? fields : null;
      if (unsent()) {
        keep();
        if (!same(typed(), tried)) soon(PAUSE);
      } else {
        forget();
      }
      show(held.length && unsent() ? "partly" : "saved");
      return !held.length || !unsent();
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
      const fresh = page.querySelector("form[data-autosave], form[data-keep]");
      if (!fresh || fresh.dataset.person !== form.dataset.person) {
        show(fresh ? "other_person" : "failed");
        return false;
      }
      const token = fresh.querySelector("input[name='csrfmiddlewaretoken']").value;
      document.querySelectorAll("input[name='csrfmiddlewaretoken']").forEach((field) => { field.value = token; });
      return true;
    }

    // --- what the server says about the fields; the cursor stays where it is ---

    // Rows by the code that the server calls them by: those that say it, and those that crispy draws.
    function rows() {
      const found = new Map();
      form.querySelectorAll("[data-field]").forEach((row) => found.set(row.dataset.field, row));
      typed().forEach((field) => {
        const row = found.has(field[0]) ? null : form.querySelector("[id='div_id_" + field[0] + "']");
        if (row) found.set(field[0], row);
      });
      return found;
    }

    function tell(told) {
      rows().forEach((row, code) => {
        mark(row, (told.problems || {})[code] || "");
        write(row.querySelector("[data-question]"), (told.questions || {})[code] || "");
        write(row.querySelector("[data-notice]"), (told.notices || {})[code] || "");
      });
      const rules = form.querySelector("[data-rules]");
      if (!rules) return;
      rules.textContent = "";
      told.rules.forEach((words) => {
        const banner = document.importNode(form.querySelector("[data-rule]").content, true);
        const texts = banner.querySelectorAll("p");
        texts[texts.length - 1].textContent = words;
        rules.appendChild(banner);
      });
    }

    function tellTooLong(pair) {
      const row = rows().get(codeOf(pair[0])) || rows().get(pair[0]);
      const field = row.querySelector("[name='" + pair[0] + "']");
      const most = field.dataset.countMax || LONGEST;
      const long = Math.max.apply(null, pair[1].map((value) => value.length));
      mark(row, form.dataset.tooLong.replace("{n}", long).replace("{most}", most));
    }

    function mark(row, problem) {
      const place = row.querySelector("[data-problem]") || (problem ? placeFor(row) : null);
      if (!row.dataset.field) row.querySelectorAll(".invalid-feedback:not([data-problem])").forEach((old) => old.remove());
      write(place, problem);
      row.classList.toggle("cs-field--problem", Boolean(problem));
      row.querySelectorAll(row.dataset.field ? "[name^='v-'], [name^='n-']" : CONTROLS).forEach((field) => {
        field.classList.toggle("is-invalid", Boolean(problem));
        if (problem) field.setAttribute("aria-invalid", "true");
        else field.removeAttribute("aria-invalid");
      });
    }

    // Between label and control, as the server draws a problem.
    function placeFor(row) {
      const place = document.createElement("p");
      const field = row.querySelector(CONTROLS);
      place.className = "invalid-feedback";
      place.id = row.id + "_problem";
      place.dataset.problem = "";
      (field.closest(".form-check, .input-group") || field).before(place);
      field.setAttribute("aria-describedby", (place.id + " " + (field.getAttribute("aria-describedby") || "")).trim());
      return place;
    }

    function write(place, words) {
      if (!place || place.textContent === words) return;
      place.textContent = words;
      place.hidden = !words;
    }

    // --- what the person does ---

    function typing() {
      comparing = false;
      if (halted) return keep();
      if (!isSaved) show("here");
      else if (["", "saved", "partly"].indexOf(line.dataset.state) >= 0) show("unsaved");
      clearTimeout(keeping);
      keeping = setTimeout(keep, 300);
      soon(PAUSE);
    }

    form.addEventListener("input", typing);
    form.addEventListener("change", () => { if (unsent()) { keep(); soon(200); } });

    form.addEventListener("submit", async (event) => {
      if (halted || (line.dataset.state === "failed" && !typed().some(isTooLong))) return native();
      event.preventDefault();
      const button = event.submitter || document.activeElement;
      wanted = true;
      let done = await send();
      if (done && unsent()) done = await send();
      const problem = form.querySelector(".cs-field--problem");
      if (!done && ["meanwhile", "closed"].indexOf(line.dataset.state) >= 0) compare();
      else if (done && !form.dataset.next) leave();
      else if (done && problem) window.location.assign(form.dataset.here + "?mend");
      else if (done && button && button.value === "next") window.location.assign(form.dataset.next);
      else if (!done && problem) problem.querySelector(CONTROLS).focus();
    });

    // Everything is saved: the server says so once more and knows which page comes next.
    function leave() {
      gone = true;
      form.submit();
    }

    // The page of two versions is drawn by the server; until it is resolved the copy in this browser stays.
    function native() {
      comparing = true;
      keep();
    }

    function compare() {
      native();
      form.submit();
    }

    line.addEventListener("click", (event) => { if (event.target.closest("[data-compare]")) compare(); });

    const tryNow = () => { if (unsent()) { failures = 0; soon(0); } };
    window.addEventListener("online", tryNow);
    window.addEventListener("focus", () => { if (["signed_out", "other_person", "kept"].indexOf(line.dataset.state) >= 0) tryNow(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden && unsent()) { keep(); if (isSaved && !halted) send(); } });
    window.addEventListener("pagehide", keep);
    window.addEventListener("beforeunload", (event) => {
      if (!keep()) { event.preventDefault(); event.returnValue = ""; }
    });

    document.addEventListener("cs:sign-out", () => { gone = halted = true; });

    const isEarly = saved.length && unsent();
    restore();
    if (!saved.length) keep(); // what came back with a problem stays until it is sent
    if (isEarly) typing();
  }
})();
