// What can only be read now: shows what was typed without a connection and could never be sent (see autosave.js).
(function () {
  const place = document.querySelector("[data-kept]");
  if (!place) return;
  const key = "cs-kept:" + place.dataset.kept;
  let copy = null;
  try { copy = JSON.parse(localStorage.getItem(key)); } catch (unreadable) { /* nothing to show then */ }
  if (!copy || !Array.isArray(copy.fields)) return;
  const list = place.querySelector("[data-kept-list]");
  copy.fields.forEach((pair) => {
    const label = document.querySelector("[data-label-of='" + pair[0].replace(/^[vrn]-/, "") + "']");
    const said = [].concat(pair[1]).filter(Boolean).join(", ");
    if (!said || !label || /^i-/.test(pair[0])) return;
    const name = document.createElement("dt");
    name.textContent = label.textContent;
    const text = document.createElement("dd");
    text.className = "cs-quote";
    text.textContent = said;
    list.append(name, text);
  });
  place.hidden = !list.children.length;
  place.querySelector("[data-kept-forget]").addEventListener("click", () => {
    localStorage.removeItem(key);
    place.hidden = true;
  });
})();
