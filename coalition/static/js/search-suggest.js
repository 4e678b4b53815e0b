// Offers to finish what is typed in a search box, in a list under it: the arrow keys choose, Enter
// takes, Escape closes. Without a script the box is an ordinary one.
const PAUSE = 150;
const LONGEST = 200;

for (const box of document.querySelectorAll("input[data-suggest]")) {
  const list = document.getElementById(`${box.id}-suggestions`);
  let waiting, asking, chosen = -1;

  const options = () => [...list.children];

  const choose = (place) => {
    chosen = place;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    if (place < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", list.children[place].id);
  };

  const show = (texts) => {
    list.replaceChildren(...texts.map((text, at) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${at}`;
      option.setAttribute("role", "option");
      option.textContent = text;
      return option;
    }));
    list.hidden = !texts.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
  };

  const close = () => {
    clearTimeout(waiting);
    asking?.abort();
    show([]);
  };

  const take = (place) => {
    box.value = list.children[place].textContent;
    close();
    box.focus();
  };

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const address = `${box.dataset.suggest}?${new URLSearchParams({ q: box.value })}`;
    try {
      // The header says that nobody is at work here: typing alone keeps no session alive.
      const headers = { "X-Background-Request": "1" };
      const answer = await fetch(address, { headers, signal: asking.signal });
      const offered = answer.ok && !answer.redirected ? await answer.json() : [];
      show(document.activeElement === box ? offered : []);
    } catch {
      show([]);
    }
  };

  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  show([]);

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    const worth = box.value.trim().length > 1 && box.value.length <= LONGEST;
    if (worth && box.selectionStart === box.value.length) waiting = setTimeout(ask, PAUSE);
    else close();
  });
  box.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (!count || event.isComposing) return;
    if (event.key === "ArrowDown") choose((chosen + 2) % (count + 1) - 1);
    else if (event.key === "ArrowUp") choose((chosen + count + 1) % (count + 1) - 1);
    else if (event.key === "Enter" && chosen >= 0) take(chosen);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  list.addEventListener("pointermove", (event) => {
    const place = options().indexOf(event.target.closest("li"));
    if (place !== chosen) choose(place);
  });
  // Before the box loses its focus, so that a tap takes what it lands on.
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const place = options().indexOf(event.target.closest("li"));
    if (place >= 0) take(place);
  });
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);
}
