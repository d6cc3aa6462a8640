// A link to a folded part opens it; without this script a reader opens it there. Printing shows everything.
(function () {
  const folds = () => document.querySelectorAll("details.cs-fold");
  function open() {
    const place = window.location.hash.length > 1 && document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
    const fold = place && place.closest("details.cs-fold");
    if (!fold || fold.open) return;
    fold.open = true;
    place.scrollIntoView();
  }
  window.addEventListener("hashchange", open);
  window.addEventListener("beforeprint", () => folds().forEach((fold) => { fold.dataset.was = fold.open ? "open" : ""; fold.open = true; }));
  window.addEventListener("afterprint", () => folds().forEach((fold) => { fold.open = fold.dataset.was === "open"; }));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.hash === window.location.hash) open(); // the same link once more
  });
  open();
})();
