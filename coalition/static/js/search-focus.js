// "/" moves to the search box, as on most search sites. A person may turn single keys off
// (WCAG 2.1.4): the page then says data-keys="off" on its body.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.body.dataset.keys === "off") return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const box = document.querySelector("input[type=search]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
