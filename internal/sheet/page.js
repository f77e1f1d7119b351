(() => {
  "use strict";
  const onClipboard = 45000, onScreen = 30000, name = "mailasset-sheet";
  const byId = id => document.getElementById(id);

  // The token comes with the one page that the address gives. This tab keeps it,
  // for this port alone, so that the page can be loaded again.
  const keep = token => {
    history.replaceState(null, "", "/");
    try { sessionStorage.setItem(name, token); } catch { /* then it cannot */ }
  };
  const kept = () => {
    try { return sessionStorage.getItem(name); } catch { return null; }
  };

  // fetchSheet puts the sheet in the place of an empty page.
  const fetchSheet = async token => {
    const answer = await fetch("/sheet", { method: "POST", headers: { "X-Sheet-Token": token } });
    if (!answer.ok) return;
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const other of parsed.querySelectorAll("noscript")) other.remove();
    document.title = parsed.title;
    document.body.replaceChildren(...parsed.body.childNodes);
    start(token);
  };

  const start = token => {
    const words = JSON.parse(byId("words").textContent);
    const rows = [...document.querySelectorAll(".row")];
    let ended = false;

    const fill = (text, ...values) => values.reduce((t, v) => t.replace(/%[sd]/, () => v), text);
    const say = text => { byId("status").textContent = text; };

    const end = text => {
      if (ended) return;
      ended = true;
      hide();
      byId("ended").textContent = text;
      byId("ended").hidden = false;
      byId("running").hidden = true;
      for (const button of document.querySelectorAll(".reveal button, .tick button, .again button, .secret .copy")) button.disabled = true;
      scrollTo(0, 0);
    };

    // What the server answers with an error or not at all means that the program
    // has ended.
    const ask = async (path, fields) => {
      if (ended) throw new Error("ended");
      const options = { method: "POST", headers: { "X-Sheet-Token": token }, body: new URLSearchParams(fields) };
      try {
        const answer = await fetch(path, options);
        if (answer.ok) return await answer.json();
      } catch { /* told below */ }
      end(words.gone);
      throw new Error("no answer");
    };

    // --- the clipboard; value is a promise, because some browsers want to be asked
    // while the key is still down

    const byHand = text => {
      const focused = document.activeElement;
      const field = document.createElement("textarea");
      field.className = "unseen";
      field.value = text;
      document.body.append(field);
      field.select();
      const copied = document.execCommand("copy");
      field.remove();
      focused?.focus({ preventScroll: true });
      if (!copied) throw new Error("not copied");
    };

    const write = async value => {
      try {
        const blob = value.then(text => new Blob([text], { type: "text/plain" }));
        await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
      } catch {
        byHand(await value);
      }
    };

    let holding = 0, due = false;

    const release = async () => {
      clearTimeout(holding);
      try {
        if (!document.hasFocus()) throw new Error("not here");
        await navigator.clipboard.writeText("");
        due = false;
        say(words.cleared);
      } catch {
        due = true;
        say(words.held);
      }
    };

    const hold = secret => {
      clearTimeout(holding);
      due = false;
      if (secret) holding = setTimeout(release, onClipboard);
    };

    // pasted says that a row is done once its value was copied. Of one that Webex
    // Connect gives the value is compared, and where there is a click it comes after.
    const pasted = row => !row.classList.contains("given") && !row.classList.contains("press");

    const copy = async row => {
      const secret = row.classList.contains("secret"), code = row.querySelector(".value");
      const value = secret ? ask("/value", { id: row.dataset.id }).then(answer => answer.value) : Promise.resolve(code.textContent);
      try {
        await write(value);
      } catch {
        if (!ended) say(words.failed);
        return;
      }
      hold(secret);
      say(fill(secret ? words.secret : words.copied, row.dataset.label));
      if (pasted(row)) await tick(row, true);
    };

    // --- showing one secret, for a while

    let shown = null, dots = [], hiding = 0;

    const relabel = (row, text, label) => {
      const button = row.querySelector(".reveal button");
      button.textContent = text;
      button.setAttribute("aria-label", fill(label, row.dataset.label));
    };

    const hide = () => {
      clearTimeout(hiding);
      if (!shown) return;
      shown.querySelector(".value").replaceChildren(...dots);
      shown.classList.remove("shown");
      relabel(shown, words.reveal, words.revealOf);
      shown = null;
    };

    const reveal = async row => {
      const again = shown === row;
      hide();
      if (again) return;
      const { value } = await ask("/value", { id: row.dataset.id });
      if (!document.hasFocus()) return;
      hide();
      const code = row.querySelector(".value");
      dots = [...code.childNodes];
      code.replaceChildren(value);
      row.classList.add("shown");
      relabel(row, words.hide, words.hideOf);
      shown = row;
      hiding = setTimeout(hide, onScreen);
    };

    // --- ticks and checks, as the server has them

    let checks = null, newest = 0;

    const apply = state => {
      if (state.number < newest) return;
      newest = state.number;
      let current = null;
      for (const row of rows) {
        const done = state.ticked.includes(row.dataset.id);
        row.classList.toggle("done", done);
        row.querySelector(".tick button").setAttribute("aria-pressed", done);
        row.querySelector(".tick [name=on]").value = !done;
        row.removeAttribute("aria-current");
        if (!done && !current) current = row;
      }
      current?.setAttribute("aria-current", "step");
      byId("count").textContent = fill(words.progress, state.ticked.length, rows.length);
      byId("bar").value = state.ticked.length;
      byId("running").hidden = !state.going;
      if (state.checks !== checks) {
        checks = state.checks;
        const parsed = new DOMParser().parseFromString(checks, "text/html");
        byId("panel").replaceChildren(...parsed.body.childNodes);
      }
      if (state.note) say(state.note);
    };

    const tick = async (row, on) => {
      const state = await ask("/tick", { id: row.dataset.id, on });
      apply(state);
      if (on && state.complete) end(words.done);
    };

    let next = 0;

    const look = async () => {
      clearTimeout(next);
      if (ended || document.hidden) return;
      const state = await ask("/state", {});
      if (ended) return;
      apply(state);
      clearTimeout(next);
      next = setTimeout(() => look().catch(() => {}), state.going ? 400 : 10000);
    };

    const again = async () => {
      apply(await ask("/check", {}));
      await look();
    };

    // --- keys and buttons

    const go = row => {
      const control = row.querySelector(".copy") ?? row.querySelector(".tick button");
      control.focus();
      row.scrollIntoView({ block: "nearest" });
    };

    const copyAndGo = async row => {
      const value = row.querySelector(".copy");
      if (value) await copy(row);
      if (value && row.classList.contains("press")) return;
      if (!value || row.classList.contains("given")) await tick(row, true);
      const at = rows.indexOf(row);
      const open = [...rows.slice(at + 1), ...rows.slice(0, at)].find(r => !r.classList.contains("done"));
      if (open) go(open);
    };

    const keys = {
      c: copyAndGo,
      n: row => go(rows[(rows.indexOf(row) + 1) % rows.length]),
      b: row => go(rows.at(rows.indexOf(row) - 1)),
      r: row => row.querySelector(".reveal") && reveal(row),
      t: row => tick(row, !row.classList.contains("done")),
    };

    const attempt = async act => {
      try { await act(); } catch { /* the page says so already */ }
    };

    byId("rows").addEventListener("keydown", event => {
      const row = event.target.closest(".row"), act = keys[event.key];
      if (!row || !act || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      event.preventDefault();
      attempt(() => act(row));
    });

    document.addEventListener("submit", event => {
      event.preventDefault();
      const form = event.target, row = form.closest(".row");
      if (form.matches(".tick")) attempt(() => tick(row, !row.classList.contains("done")));
      if (form.matches(".reveal")) attempt(() => reveal(row));
      if (form.matches(".again")) attempt(again);
    });

    for (const button of document.querySelectorAll(".copy")) {
      button.hidden = false;
      button.addEventListener("click", () => attempt(() => copy(button.closest(".row"))));
    }
    for (const hint of document.querySelectorAll(".needs-script")) hint.hidden = false;

    addEventListener("blur", hide);
    addEventListener("beforeprint", hide);
    addEventListener("pagehide", hide);
    addEventListener("focus", () => { if (due) release(); });
    document.addEventListener("visibilitychange", () => { hide(); attempt(look); });
    if (byId("ended").hidden) attempt(look); else ended = true;
  };

  const given = document.body.dataset.token, mine = given ?? kept();
  if (given) {
    keep(given);
    start(given);
  } else if (mine) {
    fetchSheet(mine).catch(() => { /* the page says what to do */ });
  }
})();
