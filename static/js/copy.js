// A button that copies a text of the page; without JavaScript or permission the text can be marked and copied by hand.
(function () {
  document.querySelectorAll("[data-copy]").forEach((row) => {
    const text = document.getElementById(row.dataset.copy);
    if (!text || !navigator.clipboard) return;
    row.hidden = false;
    row.querySelector("button").addEventListener("click", () => {
      navigator.clipboard.writeText(text.textContent.trim()).then(() => {
        row.querySelector("[role=status]").textContent = row.dataset.copied;
      }, () => window.getSelection().selectAllChildren(text));
    });
  });
})();
