// Points of an agenda can be dragged to their place. The buttons do the same without a mouse and without this script.
(function () {
  const list = document.querySelector("[data-agenda-order]");
  if (!list || !("draggable" in document.createElement("li"))) return;
  const points = Array.from(list.children);
  let dragged = null;

  const clear = () => points.forEach((point) => point.removeAttribute("data-drop"));
  const isBelow = (event, point) => {
    const box = point.getBoundingClientRect();
    return event.clientY > box.top + box.height / 2;
  };

  for (const point of points) {
    const form = point.querySelector("form[data-move]");
    if (!form) continue;
    point.draggable = true;
    point.addEventListener("dragstart", (event) => {
      dragged = point;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", point.id);
      point.setAttribute("data-dragged", "");
    });
    point.addEventListener("dragend", () => {
      point.removeAttribute("data-dragged");
      dragged = null;
      clear();
    });
  }
  for (const point of points) {
    point.addEventListener("dragover", (event) => {
      if (!dragged || dragged === point) return;
      event.preventDefault();
      clear();
      point.setAttribute("data-drop", isBelow(event, point) ? "after" : "before");
    });
    point.addEventListener("drop", (event) => {
      if (!dragged || dragged === point) return;
      event.preventDefault();
      const from = points.indexOf(dragged);
      let to = points.indexOf(point) + (isBelow(event, point) ? 1 : 0); // the gap, counted with the dragged one in it
      if (to > from) to -= 1;
      if (to === from) return;
      const form = dragged.querySelector("form[data-move]");
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = "to";
      field.value = String(to + 1);
      form.append(field);
      form.submit();
    });
  }
})();
