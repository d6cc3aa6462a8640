// Lists that are put in order: by two buttons on each row, or by dragging the grip that this script adds.
// The buttons work without it; with it the page stays where it is and the focus stays on the button.
(function () {
  const form = document.querySelector("form[data-order-form]");
  if (!form || !window.fetch || !window.DOMParser) return;
  const said = document.querySelector("[data-order-said]");
  let busy = false;

  async function send(move, focus) {
    if (busy) return;
    busy = true;
    const body = new FormData(form);
    body.set("move", move);
    try {
      const answer = await fetch(form.action, { method: "POST", body: body, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const isTheSame = page.querySelector("form[data-order-form]");
      if (!isTheSame) return location.reload(); // signed out, or no draft any more: the page itself says so
      ["list-problems", "list-goals"].forEach((id) => {
        const old = document.getElementById(id);
        const fresh = page.getElementById(id);
        if (old && fresh) old.replaceWith(document.importNode(fresh, true));
      });
      grips();
      const button = document.getElementById(focus);
      if (button) (button.disabled ? button.parentElement.querySelector("button:not(:disabled)") || button : button).focus();
      said.textContent = "";
      setTimeout(() => { said.textContent = form.dataset.moved; }, 50);
    } catch (noConnection) {
      said.textContent = form.dataset.notMoved;
      said.classList.remove("visually-hidden");
    } finally {
      busy = false;
    }
  }

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || button.name !== "move") return;
    event.preventDefault();
    send(button.value, button.id);
  });

  // --- dragging; by pointer events, so that a finger can do it too ---

  function grips() {
    document.querySelectorAll("[data-order]").forEach((list) => {
      Array.from(list.children).forEach((row) => {
        const tools = row.querySelector(".plan-order");
        if (!tools || tools.querySelector(".plan-grip")) return;
        const grip = document.createElement("span");
        grip.className = "plan-grip";
        grip.setAttribute("aria-hidden", "true"); // the buttons beside it do the same
        grip.textContent = "⠿";
        grip.addEventListener("pointerdown", (event) => take(event, grip, row, list));
        tools.prepend(grip);
      });
    });
  }

  function take(event, grip, row, list) {
    if (busy || event.button > 0) return;
    event.preventDefault();
    const rows = () => Array.from(list.children);
    const before = rows().indexOf(row);
    row.classList.add("plan-dragged");

    function along(moved) {
      const other = rows().find((each) => {
        const box = each.getBoundingClientRect();
        return each !== row && moved.clientY > box.top && moved.clientY < box.bottom;
      });
      if (!other) return;
      const box = other.getBoundingClientRect();
      const isBelow = moved.clientY > box.top + box.height / 2;
      list.insertBefore(row, isBelow ? other.nextSibling : other);
    }

    function drop(ended) {
      document.removeEventListener("pointermove", along);
      document.removeEventListener("pointerup", drop);
      document.removeEventListener("pointercancel", drop);
      row.classList.remove("plan-dragged");
      const after = rows().indexOf(row);
      if (ended.type === "pointercancel" || after === before) {
        list.insertBefore(row, rows().filter((each) => each !== row)[before] || null);
      } else {
        send(row.dataset.key + ":" + (after + 1), "up-" + row.id);
      }
    }

    document.addEventListener("pointermove", along);
    document.addEventListener("pointerup", drop);
    document.addEventListener("pointercancel", drop);
  }

  grips();
})();
