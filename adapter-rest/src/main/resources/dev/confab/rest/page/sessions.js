"use strict";

// The sessions to go back to: listed, opened, renamed and deleted. What is shown is set as text, never as markup.

const LATEST = "999999999999999999";
const sessions = document.getElementById("sessions");
const past = document.getElementById("past");
const more = document.getElementById("more");
const kept = document.getElementById("kept");
let nextPage = null;

function nameOf(told) {
  return told.title || "Session of " + new Date(told.created_at).toLocaleString();
}

function pastRow(told) {
  const item = element("li");
  const open = element("button", nameOf(told), "link");
  open.type = "button";
  if (told.session_id === session) {
    open.setAttribute("aria-current", "true");
  }
  open.addEventListener("click", () => openSession(told.session_id));
  const rename = element("button", "Rename");
  rename.type = "button";
  rename.setAttribute("aria-label", "Rename " + nameOf(told));
  rename.addEventListener("click", () => renameSession(told));
  const remove = element("button", "Delete");
  remove.type = "button";
  remove.setAttribute("aria-label", "Delete " + nameOf(told));
  remove.addEventListener("click", () => deleteSession(told, item));
  item.append(open, rename, remove);
  return item;
}

async function listSessions(cursor) {
  let page = null;
  try {
    const response = await fetch("/sessions?order=updated&limit=20" + (cursor ? "&cursor=" + encodeURIComponent(cursor) : ""));
    page = response.ok ? await response.json() : null;
  } catch {
    // Told below.
  }
  if (!page) {
    kept.textContent = "The sessions could not be read.";
    return;
  }
  const rows = page.sessions.map(pastRow);
  if (cursor) {
    past.append(...rows);
  } else {
    past.replaceChildren(...rows);
    kept.textContent = rows.length > 0 ? "" : "There are no sessions yet.";
  }
  nextPage = page.next;
  more.hidden = !nextPage;
}

async function renameSession(told) {
  const title = prompt("What is the session to be called? Nothing takes its name away.", told.title || "");
  if (title === null) {
    return;
  }
  const response = await fetch("/sessions/" + told.session_id, {
    method: "PATCH",
    headers: { "Content-Type": "application/merge-patch+json" },
    body: JSON.stringify({ title: title.trim() || null }),
  }).catch(() => null);
  if (response && response.ok) {
    await listSessions();
    kept.textContent = "The session is renamed.";
  } else {
    kept.textContent = "The session could not be renamed" + (response && response.status === 400 ? ": a name has at most 500 characters." : ".");
  }
}

async function deleteSession(told, item) {
  if (!confirm("Delete “" + nameOf(told) + "” with all that was said in it?")) {
    return;
  }
  const response = await fetch("/sessions/" + told.session_id, { method: "DELETE" }).catch(() => null);
  if (response && (response.ok || response.status === 404)) {
    item.remove();
    kept.textContent = "The session is deleted.";
    if (told.session_id === session) {
      document.getElementById("fresh").click();
    }
  } else {
    kept.textContent = "The session could not be deleted.";
  }
}

// One message as it was said, with its sources.
function showMessage(told) {
  if (told.role === "user") {
    return show("user", "You", told.content);
  }
  const article = show("assistant", "Confab", "");
  const text = element("p", told.content);
  article.append(text);
  const answer = { article, text, said: told.content, position: told.content.length, citations: [], sources: new Map(), list: null };
  told.citations.forEach((citation) => cite(answer, citation));
  if (told.status === "partial") {
    article.append(element("p", "The answer was broken off.", "quiet small"));
  }
  return article;
}

async function messagesBefore(id, seq) {
  const response = await fetch("/sessions/" + id + "/messages?limit=50&before=" + seq);
  return response.ok ? response.json() : null;
}

// What stands before it is a button that brings what was said earlier.
function showEarlier(id, seq) {
  if (!seq) {
    return;
  }
  const earlier = element("button", "Show earlier messages");
  earlier.type = "button";
  earlier.addEventListener("click", async () => {
    const page = await messagesBefore(id, seq).catch(() => null);
    if (page && id === session) {
      const first = earlier.nextSibling;
      page.messages.forEach((told) => log.insertBefore(showMessage(told), first));
      earlier.remove();
      showEarlier(id, page.earlier);
      first?.scrollIntoView();
    }
  });
  log.prepend(earlier);
}

async function openSession(id) {
  if (send.disabled) {
    kept.textContent = "An answer is being written: stop it first.";
    return;
  }
  const page = await messagesBefore(id, LATEST).catch(() => undefined);
  if (!page) {
    kept.textContent = "The session could not be opened.";
    if (page === null && id === session) {
      remember(null);
    }
    return;
  }
  remember(id);
  log.replaceChildren();
  page.messages.forEach(showMessage);
  showEarlier(id, page.earlier);
  if (sessions.open) {
    await listSessions();
  }
  const last = page.messages[page.messages.length - 1];
  if (last && last.role === "user" && last.run_id) {
    await goOnIfItRuns(last.run_id);
  }
  message.focus();
}

async function goOnIfItRuns(id) {
  const response = await fetch("/runs/" + id).catch(() => null);
  const told = response && response.ok ? await response.json() : null;
  if (told && (told.status === "running" || told.status === "queued")) {
    await goOn(id);
  }
}

sessions.addEventListener("toggle", () => {
  if (sessions.open) {
    listSessions();
  }
});

more.addEventListener("click", () => listSessions(nextPage));

remember(session);
if (session) {
  openSession(session);
}
