// "No figure?": while no data or not applicable is chosen, the field of the figure is off, so that only one of them counts.
(function () {
  for (const row of document.querySelectorAll("[data-field]")) {
    const choices = row.querySelectorAll("[name^='i-']");
    if (!choices.length) continue;
    const values = row.querySelectorAll("[name^='v-']");
    const show = (event) => {
      const chosen = row.querySelector("[name^='i-']:checked");
      const instead = Boolean(chosen && chosen.value);
      values.forEach((value) => { value.disabled = instead; });
      if (instead && event && event.isTrusted) row.querySelector("[name^='r-']").focus();
    };
    choices.forEach((choice) => choice.addEventListener("change", show));
    show();
  }
})();
