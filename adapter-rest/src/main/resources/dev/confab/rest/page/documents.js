"use strict";

// The documents: given, followed, chosen and deleted. What their titles say is set as text, never as markup.

const MOST = 50;
const shelf = document.getElementById("shelf");
const told = document.getElementById("told");
const files = document.getElementById("files");
const drop = document.getElementById("drop");
const grounded = document.getElementById("grounded");
const followed = new Map();

function chosenIds() {
  return Array.from(shelf.querySelectorAll("input:checked"), (box) => box.value);
}

// What a message says about documents: called by the page's other script.
function chosenDocuments() {
  const ids = chosenIds();
  const mode = grounded.checked ? "grounded_rag" : "open_chat";
  return { mode, document_ids: ids };
}

function noteChoice() {
  const count = chosenIds().length;
  const what = count > 0 ? count + " chosen" : "";
  document.getElementById("chosen").textContent =
    grounded.checked || what ? " (" + [what, grounded.checked ? "answers from documents alone" : ""].filter(Boolean).join(", ") + ")" : "";
}

function state(told) {
  switch (told.status) {
    case "ready":
      return (told.pages ? told.pages + " pages, " : "") + "ready";
    case "failed":
      return told.failure.detail;
    case "processing":
      return "reading" + (told.pages ? ", page " + told.pages_done + " of " + told.pages : "");
    default:
      return "waiting";
  }
}

function row(id) {
  let item = document.getElementById("document-" + id);
  if (!item) {
    item = document.createElement("li");
    item.id = "document-" + id;
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.value = id;
    box.addEventListener("change", noteChoice);
    const title = document.createElement("span");
    title.className = "title";
    label.append(box, title);
    const note = document.createElement("span");
    note.className = "quiet small state";
    const bar = document.createElement("progress");
    bar.hidden = true;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "Delete";
    remove.addEventListener("click", () => discard(id, title.textContent));
    item.append(label, bar, note, remove);
    shelf.prepend(item);
  }
  return item;
}

function showDocument(told) {
  const item = row(told.document_id);
  item.className = told.status;
  item.querySelector(".title").textContent = told.title;
  item.querySelector(".state").textContent = state(told);
  const box = item.querySelector("input");
  box.disabled = !told.searchable_version;
  item.querySelector("button").setAttribute("aria-label", "Delete " + told.title);
  const bar = item.querySelector("progress");
  bar.hidden = told.status === "ready" || told.status === "failed";
  bar.setAttribute("aria-label", "Progress of " + told.title);
  if (told.pages) {
    bar.max = told.pages;
    bar.value = told.pages_done;
  } else {
    bar.removeAttribute("value");
  }
}

// Reads the document's events by hand: an EventSource cannot show a token.
async function followDocument(id) {
  if (followed.has(id)) {
    return;
  }
  const stop = new AbortController();
  followed.set(id, stop);
  for (let tries = 0; tries < TRIES && !stop.signal.aborted; tries++) {
    try {
      const response = await call("/documents/" + id + "/events",
        { headers: { "Accept": "text/event-stream" }, signal: stop.signal });
      if (!response.ok) {
        break;
      }
      for await (const { event, data } of eventsOf(response)) {
        const now = JSON.parse(data);
        tries = 0;
        showDocument(now);
        if (event === "done") {
          told.textContent = now.title + ": " + state(now) + ".";
          unfollow(id);
          return;
        }
      }
    } catch {
      // The server may be about to start again.
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  unfollow(id);
}

function unfollow(id) {
  followed.get(id)?.abort();
  followed.delete(id);
}

async function discard(id, title) {
  unfollow(id);
  const response = await call("/documents/" + id, { method: "DELETE" }).catch(() => null);
  if (response && (response.ok || response.status === 404)) {
    document.getElementById("document-" + id)?.remove();
    told.textContent = title + " is deleted.";
    noteChoice();
  } else {
    told.textContent = title + " could not be deleted.";
  }
}

async function give(file) {
  const form = new FormData();
  form.append("file", file);
  told.textContent = "Sending " + file.name + ".";
  try {
    const response = await call("/documents", { method: "POST", headers: { "Prefer": "respond-async" }, body: form });
    if (!response.ok) {
      const problem = await problemOf(response);
      told.textContent = file.name + ": " + problem.title + ".";
      return;
    }
    const given = await response.json();
    showDocument(given);
    told.textContent = given.title + (response.status === 200 ? " was known." : " has arrived.");
    if (given.status === "pending" || given.status === "processing") {
      followDocument(given.document_id);
    }
  } catch {
    told.textContent = file.name + " could not be sent.";
  }
}

async function giveAll(list) {
  document.getElementById("documents").open = true;
  for (const file of Array.from(list)) {
    await give(file);
  }
}

files.addEventListener("change", async () => {
  await giveAll(files.files);
  files.value = "";
});

for (const over of ["dragover", "dragenter"]) {
  form.addEventListener(over, (event) => {
    if (event.dataTransfer.types.includes("Files")) {
      event.preventDefault();
      drop.classList.add("over");
    }
  });
}

form.addEventListener("dragleave", () => drop.classList.remove("over"));

form.addEventListener("drop", (event) => {
  drop.classList.remove("over");
  if (event.dataTransfer.files.length > 0) {
    event.preventDefault();
    giveAll(event.dataTransfer.files);
  }
});

grounded.addEventListener("change", noteChoice);

async function fillShelf() {
  try {
    const response = await call("/documents?limit=" + MOST);
    const page = response.ok ? await response.json() : { documents: [] };
    for (const one of page.documents.reverse()) {
      showDocument(one);
      if (one.status === "pending" || one.status === "processing") {
        followDocument(one.document_id);
      }
    }
  } catch {
    // The page works without it.
  }
}

fillShelf();
