// Keys for the review: J and K go through the findings, N to the next undecided one, 1 2 3 decide,
// U undoes. A person may turn them off (WCAG 2.1.4): the page then says data-keys="off" on its
// body. Words selected in the text are offered for marking. Without this script everything is
// reached as in any form.
const form = document.getElementById("review");
const findings = [...document.querySelectorAll("#findings > li")];
const said = document.getElementById("keys-said");
const done = [];
let at = -1;

const isOff = () => document.body.dataset.keys === "off";

const chosen = (finding) => finding.querySelector("input[type=radio]:checked");

const isOpen = (finding) => finding.dataset.state !== "decided" && !finding.dataset.touched;

const go = (to) => {
  if (!findings[to]) return;
  at = to;
  const finding = findings[at];
  (chosen(finding) ?? finding.querySelector("input[type=radio]"))?.focus({ preventScroll: true });
  finding.scrollIntoView({ block: "center" });
  const place = finding.querySelector("mark a")?.getAttribute("href");
  const mark = place && document.querySelector(place);
  const text = document.getElementById("text");
  if (mark && text.scrollHeight > text.clientHeight) {
    text.scrollTop += mark.getBoundingClientRect().top - text.getBoundingClientRect().top - 120;
  }
};

const decide = (choice) => {
  const finding = findings[at];
  const radio = finding?.querySelector(`input[type=radio][value=${choice}]`);
  if (!radio || radio.matches(":disabled")) return;
  done.push([at, chosen(finding), finding.dataset.touched]);
  radio.checked = true;
  finding.dataset.touched = "yes";
  said.textContent = radio.nextElementSibling.textContent;
  const reason = finding.querySelector("input[name^=keep-]");
  if (choice === "keep" && !reason.value) reason.focus();
  else go(Math.min(at + 1, findings.length - 1));
};

const undo = () => {
  const [where, before, touched] = done.pop() ?? [];
  if (where === undefined) return;
  const now = chosen(findings[where]);
  if (before) before.checked = true;
  else if (now) now.checked = false;
  if (!touched) delete findings[where].dataset.touched;
  said.textContent = "Undone";
  go(where);
};

const nextOpen = () => {
  const later = findings.findIndex((finding, place) => place > at && isOpen(finding));
  go(later >= 0 ? later : findings.findIndex(isOpen));
};

const acts = {
  j: () => go(Math.min(at + 1, findings.length - 1)),
  k: () => go(Math.max(at - 1, 0)),
  n: nextOpen,
  1: () => decide("replace"),
  2: () => decide("generalise"),
  3: () => decide("keep"),
  u: undo,
};

document.addEventListener("keydown", (event) => {
  if (isOff() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("textarea, select, input:not([type=radio])")) return;
  const act = acts[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

for (const finding of findings) {
  finding.addEventListener("focusin", () => { at = findings.indexOf(finding); });
  // Who types a wording means to use it.
  finding.addEventListener("input", (event) => {
    const radio = event.target.closest(".choice")?.querySelector("input[type=radio]");
    if (radio && event.target !== radio) radio.checked = true;
    finding.dataset.touched = "yes";
  });
}

document.getElementById("text").addEventListener("pointerup", () => {
  const words = String(getSelection()).trim();
  if (words && words.length <= 200) form.elements.phrase.value = words;
});

// On a phone the text is folded away until a place in it is asked for.
document.getElementById("findings")?.addEventListener("click", (event) => {
  if (event.target.closest("mark a")) document.getElementById("fold").open = true;
});

document.getElementById("keys").hidden = !matchMedia("(pointer: fine)").matches;
