// Warns two minutes before the session ends. Staying (Escape means that too) asks the server for more
// time; when the time is over the page is asked for again, which leads to signing in and back, unless
// something typed would be lost. What is done in one tab is told to the others.
const WARNING = 2 * 60 * 1000;
const box = document.getElementById("time-out");
const tabs = new BroadcastChannel("time-out");
let end, canStay, seen;

const show = (when) => {
  for (const part of box.querySelectorAll("[data-when]")) {
    part.hidden = !part.dataset.when.split(" ").includes(when);
  }
  const clock = new Date(end).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
  for (const part of box.querySelectorAll("[data-time]")) part.textContent = clock;
  if (!box.open) box.showModal();
  seen = when;
};

const start = (left) => {
  end = Date.now() + left.seconds * 1000;
  canStay = left.can_stay;
  seen = "";
  if (box.open) box.close();
};

const here = location.pathname + location.search;

const typed = () => [...document.querySelectorAll("main :is(input, textarea)")].some((field) =>
  !field.readOnly && (field.localName === "textarea" ? field.value.trim()
    : field.value !== field.defaultValue || field.checked !== field.defaultChecked));

const over = () => {
  seen = "over";
  if (typed()) show("over");
  // Without the part after #, or the browser would only scroll.
  else location.assign(here);
};

const stay = async () => {
  const token = document.querySelector("#sign-out [name=csrf_token]").value;
  const body = new URLSearchParams({ csrf_token: token });
  try {
    const answer = await fetch("/session/stay", { method: "POST", body });
    if (!answer.ok || answer.redirected) return over();
    const left = await answer.json();
    start(left);
    tabs.postMessage(left);
  } catch {
    // The network is away; the warning comes back while there is time.
    seen = "";
  }
};

box.querySelector("[data-sign-in]").href = `/sign-in?${new URLSearchParams({ next: here })}`;
box.querySelector("[data-stay]").addEventListener("click", stay);
box.querySelector("[data-close]").addEventListener("click", () => box.close());
box.addEventListener("cancel", () => { if (seen === "idle") stay(); });
tabs.addEventListener("message", (event) => start(event.data));

const first = { seconds: Number(box.dataset.seconds), can_stay: box.dataset.canStay === "true" };
start(first);
tabs.postMessage(first);
setInterval(() => {
  const left = end - Date.now();
  if (left <= 0) { if (seen !== "over") over(); }
  else if (left <= WARNING && !seen) show(canStay ? "idle" : "last");
}, 1000);
