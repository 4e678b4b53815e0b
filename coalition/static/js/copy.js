// Shows the copy buttons (useless without a script, so hidden until now), copies the text they
// name and says so in the live region beside them.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const status = button.parentElement.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText((source.value ?? source.textContent).trim());
      status.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(source);
      status.textContent = "Selected: copy it with your keyboard";
    }
    setTimeout(() => { status.textContent = ""; }, 4000);
  });
}
