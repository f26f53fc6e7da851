"use strict";

// Everything that is shown is set as text, never as markup: answers and titles come from models and documents.

const KEY = "confab.session";
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

// A source is named below its answer; its marker in the text, and its name, open what it quotes.
function sourceOf(answer, citation) {
  const known = answer.sources.get(citation.marker);
  if (known) {
    return known;
  }
  if (answer.sources.size === 0) {
    answer.list = element("ol", undefined, "sources");
    answer.list.setAttribute("aria-label", "Sources");
    answer.article.append(answer.list);
  }
  const item = element("li");
  const page = citation.page ? ", page " + citation.page : "";
  const name = element("button", "[" + citation.marker + "] " + citation.title + page, "link");
  const quotes = element("div");
  name.type = "button";
  name.setAttribute("aria-expanded", "false");
  quotes.hidden = true;
  name.addEventListener("click", () => toggle(source));
  item.append(name, quotes);
  answer.list.append(item);
  const source = { name, quotes, said: new Set() };
  answer.sources.set(citation.marker, source);
  return source;
}

function toggle(source) {
  source.quotes.hidden = !source.quotes.hidden;
  source.name.setAttribute("aria-expanded", String(!source.quotes.hidden));
  source.name.focus();
}

function addQuote(source, citation) {
  if (source.said.has(citation.quote)) {
    return;
  }
  source.said.add(citation.quote);
  const open = element("button", "Show it on its page", "link");
  open.type = "button";
  open.addEventListener("click", () => showPage(citation));
  source.quotes.append(element("blockquote", citation.quote), open);
}

function cite(answer, citation) {
  answer.citations.push(citation);
  addQuote(sourceOf(answer, citation), citation);
  render(answer);
}

// The text with a button in the place of each marker that is known to lead somewhere.
function render(answer) {
  const parts = [];
  let from = 0;
  for (const citation of answer.citations.slice().sort((one, other) => one.position - other.position)) {
    const label = "[" + citation.marker + "]";
    const begin = citation.position - label.length;
    if (begin < from || answer.said.slice(begin, citation.position) !== label) {
      continue;
    }
    const marker = element("button", String(citation.marker), "cite");
    marker.type = "button";
    marker.setAttribute("aria-label", "Source " + citation.marker + ": " + citation.title);
    marker.addEventListener("click", () => toggle(answer.sources.get(citation.marker)));
    parts.push(answer.said.slice(from, begin), marker);
    from = citation.position;
  }
  parts.push(answer.said.slice(from));
  answer.text.replaceChildren(...parts);
}

// The page as it was read, with the quote marked on it.
async function showPage(citation) {
  const dialog = document.getElementById("page");
  const text = document.getElementById("page-text");
  document.getElementById("page-title").textContent =
    citation.title + (citation.page ? ", page " + citation.page : "") + ", version " + citation.version;
  let response;
  try {
    response = await call(citation.url);
  } catch {
    response = { ok: false };
  }
  const told = response.ok ? await response.json() : null;
  const page = told && told.pages ? told.pages[0] : told;
  const mark = element("mark", citation.quote);
  if (page) {
    const from = Math.max(0, citation.span.from - page.from);
    const to = Math.min(page.text.length, citation.span.to - page.from);
    mark.textContent = page.text.slice(from, to);
    text.replaceChildren(page.text.slice(0, from), mark, page.text.slice(to));
  } else {
    text.replaceChildren(element("span", "The document is not there any more. It said: "), mark);
  }
  dialog.showModal();
  mark.scrollIntoView({ block: "center" });
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

function runs(id) {
  run = id;
  stop.hidden = !id;
}

// An answer that is being written: how far it has come, and where it stands on the page.
function begin() {
  const article = show("assistant", "Confab", "");
  const text = element("p", "Thinking", "quiet waiting");
  article.setAttribute("aria-busy", "true");
  article.append(text);
  return { article, text, said: "", position: 0, citations: [], sources: new Map(), list: null };
}

function write(answer, piece, position) {
  if (answer.position === 0) {
    answer.text.className = "";
    answer.text.textContent = "";
  }
  answer.position = position;
  answer.said += piece;
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
        cite(answer, told);
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
      const response = await call("/runs/" + run + "/events?after=" + answer.position,
        { headers: { "Accept": "text/event-stream" } });
      if (response.status === 404 || response.status === 401) {
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
  Object.assign(body, chosenDocuments());
  show("user", "You", text);
  const answer = begin();
  run = null;
  try {
    const response = await call("/chat", {
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
  call("/runs/" + run + "/cancel", { method: "POST" }).catch(() => {});
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

tellAbout();
message.focus();
