// What somebody began to write in this browser and did not send (see autosave.js): a list of the pages where it goes on.
(function () {
  const place = document.querySelector("[data-kept-begun]");
  if (!place) return;
  const start = "cs-kept:" + place.dataset.keptBegun;
  const list = place.querySelector("[data-begun-list]");
  let keys = [];
  try { keys = Object.keys(localStorage).filter((key) => key.indexOf(start) === 0); } catch (noStorage) { /* nothing is kept then */ }
  keys.forEach((key) => {
    let copy = null;
    try { copy = JSON.parse(localStorage.getItem(key)); } catch (unreadable) { /* nothing to show then */ }
    if (!copy || !copy.name || !/^\/(?!\/)/.test(copy.address || "")) return;
    const link = document.createElement("a");
    link.href = copy.address;
    link.textContent = copy.name;
    list.appendChild(document.createElement("li")).appendChild(link);
  });
  place.hidden = !list.children.length;
})();
