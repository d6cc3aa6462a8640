// At sign-out nothing that was typed stays in this browser: it may be shared. Asks first when something was not sent yet.
(function () {
  const drafts = () => {
    try { return Object.keys(localStorage).filter((key) => key.indexOf("cs-kept:") === 0); } catch (none) { return []; }
  };
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", (event) => {
      const found = drafts();
      if (found.length && !window.confirm(form.dataset.unsent)) event.preventDefault();
      else {
        document.dispatchEvent(new Event("cs:sign-out"));
        found.forEach((key) => localStorage.removeItem(key));
      }
    });
  }
})();
