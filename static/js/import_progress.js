// While a file is worked on: moves the bar, and opens the next page when the state has changed.
(function () {
  const place = document.querySelector("[data-import-state]");
  if (!place) return;
  const bar = place.querySelector("progress");
  const look = async () => {
    try {
      const answer = await fetch(place.dataset.importUrl, { credentials: "same-origin" });
      if (answer.ok) {
        const now = await answer.json();
        if (now.state !== place.dataset.importState) { location.reload(); return; }
        if (bar && bar.value !== now.progress) {
          bar.value = now.progress;
          bar.setAttribute("aria-label", now.words);
          bar.previousElementSibling.textContent = now.words;
        }
      }
    } catch {
      // No connection just now: look again later.
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 1000);
})();
