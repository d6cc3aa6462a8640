// Leaves without a way back: the neutral site takes this page's place in the history. Esc three times does the same.
const exits = document.querySelectorAll("[data-quick-exit]");
const leave = (address) => {
  document.body.hidden = true;
  window.location.replace(address);
};
for (const exit of exits) {
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave(exit.href);
  });
}
if (exits.length) {
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    presses = [...presses.filter((at) => event.timeStamp - at < 2000), event.timeStamp];
    if (presses.length >= 3) leave(exits[0].href);
  });
}
