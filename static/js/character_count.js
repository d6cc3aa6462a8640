// Under a textarea with data-count-max: how many characters are left. The words come from the element that follows it,
// <p class="cs-count" data-left="... {n} ..." data-over-text="... {n} ...">, so that they are translated.
// A new line counts twice, as Django counts it, or once with data-count-line="1".
for (const area of document.querySelectorAll("textarea[data-count-max]")) {
  const line = document.getElementById(`${area.id}_count`);
  if (!line) continue;
  const most = Number(area.dataset.countMax);
  const once = area.dataset.countLine === "1";
  const plural = new Intl.PluralRules(document.documentElement.lang);
  const words = JSON.parse(line.dataset.words);
  const tell = () => {
    const left = most - [...area.value.normalize().replace(/\r?\n/g, once ? "\n" : "\r\n")].length;
    const set = left < 0 ? words.over : words.left;
    const number = Math.abs(left);
    line.textContent = (set[plural.select(number)] || set.other).replace("{n}", number.toLocaleString(document.documentElement.lang));
    line.toggleAttribute("data-over", left < 0);
  };
  area.addEventListener("input", tell);
  tell();
}
