"use strict";

// Everything that is shown is set as text, never as markup: answers and titles come from models and documents.

const KEY = "confab.session";
const RUN = "confab.run";
const TRIES = 8;
const PAUSE = 1000;
const log = document.getElementById("log");
const form = document.getElementById("ask");
const message = document.getElementById("message");
const selected = document.getElementById("selected");
const selection = document.getElementById("selection");
const send = document.getElementById("send");
const stop = document.getElementById("stop");
const sessionNote = document.getElementById("session");

let session = remembered();
let run = null;

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(id) {
  session = id;
  try {
    if (id) {
      localStorage.setItem(KEY, id);
    } else {
      localStorage.removeItem(KEY);
    }
  } catch {
    // Without storage the session lasts as long as the page.
  }
  sessionNote.textContent = id ? "Session " + id + "." : "";
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) {
    made.textContent = text;
  }
  if (className) {
    made.className = className;
  }
  return made;
}

function show(kind, speaker, text) {
  document.getElementById("hint")?.remove();
  const article = element("article", undefined, kind);
  article.append(element("span", speaker + ": ", "hidden"));
  if (text) {
    article.append(element("p", text));
  }
  log.append(article);
  article.scrollIntoView({ block: "end" });
  return article;
}

function showSources(article, citations) {
  if (citations.length > 0) {
    const sources = element("ol", undefined, "sources");
    sources.setAttribute("aria-label", "Sources");
    for (const citation of citations) {
      const source = element("li", "[" + citation.marker + "] " + citation.title);
      if (citation.quote) {
        source.append(element("blockquote", citation.quote));
      }
      sources.append(source);
    }
    article.append(sources);
  }
}

function showProblem(problem) {
  const article = show("problem", "Problem");
  article.setAttribute("role", "alert");
  article.append(element("p", problem.title + ". " + problem.detail));
  if (problem.errors && problem.errors.length > 0) {
    const list = element("ul");
    for (const error of problem.errors) {
      list.append(element("li", (error.pointer.replace(/^\//, "") || "the request") + " " + error.message));
    }
    article.append(list);
  }
  if (problem.request_id) {
    article.append(element("p", "Request " + problem.request_id, "small"));
  }
  article.scrollIntoView({ block: "end" });
}

async function problemOf(response) {
  if ((response.headers.get("Content-Type") || "").startsWith("application/problem+json")) {
    return response.json();
  }
  return { title: "The server failed", detail: "It answered with status " + response.status + "." };
}

// The run is remembered until its end was told, so that a page that is loaded again can go on where this one was.
function runs(id) {
  run = id;
  stop.hidden = !id;
  try {
    if (id) {
      sessionStorage.setItem(RUN, id);
    } else {
      sessionStorage.removeItem(RUN);
    }
  } catch {
    // Without storage it cannot.
  }
}

// An answer that is being written: how far it has come, and where it stands on the page.
function begin() {
  const article = show("assistant", "Confab", "");
  const text = element("p", "Thinking", "quiet waiting");
  article.setAttribute("aria-busy", "true");
  article.append(text);
  return { article, text, position: 0, citations: [] };
}

function write(answer, piece, position) {
  if (answer.position === 0) {
    answer.text.className = "";
    answer.text.textContent = "";
  }
  answer.position = position;
  answer.text.append(piece);
  answer.article.scrollIntoView({ block: "end" });
}

function finish(answer, done) {
  runs(null);
  answer.article.removeAttribute("aria-busy");
  if (answer.position === 0) {
    answer.article.remove();
  }
  if (done && done.status !== "completed") {
    const note = done.status === "cancelled" ? "Stopped." : "The answer was broken off. " + (done.error ? done.error.detail : "");
    (answer.position === 0 ? log : answer.article).append(element("p", note, "quiet small"));
  }
  showSources(answer.article, answer.citations);
  answer.article.scrollIntoView({ block: "end" });
}

async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let unread = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    unread += part.value;
    for (let end = unread.indexOf("\n\n"); end >= 0; end = unread.indexOf("\n\n")) {
      const event = {};
      for (const line of unread.slice(0, end).split("\n")) {
        const colon = line.indexOf(": ");
        event[line.slice(0, colon)] = line.slice(colon + 2);
      }
      unread = unread.slice(end + 2);
      if (event.data) {
        yield event;
      }
    }
  }
}

// Returns whether the run ended well or not; nothing when the stream ended before the run did.
async function read(response, answer) {
  for await (const { event, id, data } of eventsOf(response)) {
    const told = JSON.parse(data);
    switch (event) {
      case undefined:
        write(answer, told.content, Number(id));
        break;
      case "run":
        runs(told.run_id);
        remember(told.session_id);
        break;
      case "citation":
        answer.citations.push(told);
        break;
      case "done":
        finish(answer, told);
        return true;
      case "error":
        finish(answer);
        showProblem(told);
        return false;
    }
  }
}

async function follow(answer) {
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      const response = await fetch("/runs/" + run + "/events?after=" + answer.position,
        { headers: { "Accept": "text/event-stream" } });
      if (response.status === 404) {
        finish(answer);
        return false;
      }
      const ended = response.ok ? await read(response, answer) : undefined;
      if (ended !== undefined) {
        return ended;
      }
    } catch {
      // The server may be about to start again.
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  throw new Error("no connection");
}

function lost(answer) {
  answer.article.removeAttribute("aria-busy");
  if (answer.position === 0) {
    answer.article.remove();
  }
  stop.hidden = true;
  showProblem({ title: "The server cannot be reached", detail: "Is it still running? The message may have arrived." });
  return false;
}

async function ask(text) {
  const body = { message: text };
  if (session) {
    body.session_id = session;
  }
  if (selection.open && selected.value.trim()) {
    body.selected_text = selected.value;
  }
  show("user", "You", text);
  const answer = begin();
  run = null;
  try {
    const response = await fetch("/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept": "text/event-stream" },
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      finish(answer);
      showProblem(await problemOf(response));
      return false;
    }
    const ended = await read(response, answer).catch(() => undefined);
    return ended !== undefined ? ended : run ? await follow(answer) : lost(answer);
  } catch {
    return lost(answer);
  }
}

async function goOn(id) {
  send.disabled = true;
  runs(id);
  const answer = begin();
  await follow(answer).catch(() => lost(answer));
  send.disabled = false;
}

stop.addEventListener("click", () => {
  fetch("/runs/" + run + "/cancel", { method: "POST" }).catch(() => {});
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = message.value;
  if (!text.trim() || send.disabled) {
    return;
  }
  send.disabled = true;
  message.value = "";
  const answered = await ask(text);
  send.disabled = false;
  if (!answered && !message.value) {
    message.value = text;
  }
  message.focus();
});

message.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

document.getElementById("fresh").addEventListener("click", () => {
  remember(null);
  log.replaceChildren(element("p", "A new session begins with your next message.", "quiet"));
  log.firstChild.id = "hint";
  message.focus();
});

async function tellAbout() {
  try {
    const response = await fetch("/", { headers: { "Accept": "application/json" } });
    const status = await response.json();
    document.getElementById("about").textContent =
      [status.model, status.database].filter(Boolean).join(" · ");
  } catch {
    // The page works without it.
  }
}

remember(session);
if (session) {
  document.getElementById("hint").textContent =
    "You go on with your last session. What was said in it is known, though not shown here.";
}
tellAbout();
message.focus();
try {
  const left = sessionStorage.getItem(RUN);
  if (left) {
    goOn(left);
  }
} catch {
  // Without storage there is nothing to go on with.
}
