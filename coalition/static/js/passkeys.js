// Asks the browser to make or use a passkey and sends its answer with the form that wanted it.
const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function readable(options) {
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  for (const known of [...(options.excludeCredentials ?? []), ...(options.allowCredentials ?? [])]) {
    known.id = toBytes(known.id);
  }
  return options;
}

function written(passkey) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (passkey.response[part]) response[part] = toText(passkey.response[part]);
  }
  return JSON.stringify({ id: passkey.id, rawId: toText(passkey.rawId), type: passkey.type, response });
}

// What went wrong, in words; the browser's own are for programmers.
const REASONS = {
  InvalidStateError: "This device has a passkey for your account already.",
  NotAllowedError: "Nothing was done: the request was cancelled or took too long. Try again.",
  SecurityError: "Passkeys work only at the portal's own address, over https.",
};

async function ask(form) {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const answer = await fetch(form.dataset.options, { method: "POST", body });
  if (!answer.ok || answer.redirected) {
    location.reload();
    return null;
  }
  const publicKey = readable(await answer.json());
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey })
    : navigator.credentials.get({ publicKey });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const [note, status] = [form.querySelector("[data-without-script]"), form.querySelector("[role=status]")];
  if (!window.PublicKeyCredential) {
    note.textContent = "This browser cannot use passkeys.";
    continue;
  }
  note.hidden = true;
  form.querySelector("button").hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    status.textContent = "Follow your browser's question.";
    try {
      const passkey = await ask(form);
      if (!passkey) return;
      form.elements.credential.value = written(passkey);
      form.submit();
    } catch (error) {
      status.textContent = REASONS[error.name] ?? "The passkey could not be used. Try again.";
    }
  });
}
