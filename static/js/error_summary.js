// Moves the focus to the list of problems when the page opens, and from a problem to the field it is about.
const summary = document.querySelector("[data-error-summary]");
if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const place = link && document.getElementById(link.hash.slice(1));
    const field = place && (place.matches("input, select, textarea") ? place
      : place.querySelector("input:not([type=hidden]), select, textarea"));
    if (field) {
      event.preventDefault();
      place.scrollIntoView();
      field.focus({ preventScroll: true });
    }
  });
}
