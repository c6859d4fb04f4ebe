"use strict";
// The page is whole without this script. With it, tables are folded, sorted and searched, and a layer that is picked,
// in a table or in a graph, is marked in both and its working shown.

/** An element with its properties and what is in it; texts stay texts. */
function element(tag, properties = {}, ...inside) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...inside);
  return made;
}

/** What a cell is sorted by: a number with its unit or sign, the product of a shape, or its text. */
function sortKey(cell) {
  const text = cell.textContent.trim();
  if (text === "" || text === "?") return -Infinity;
  const sizes = text.split("×");
  if (sizes.length > 1 && sizes.every((size) => /^\d+$/.test(size))) return sizes.reduce((all, size) => all * size, 1);
  const number = text.replace(/[,\s≥+]/g, "").replace("−", "-");
  return /^-?\d+(\.\d+)?$/.test(number) ? Number(number) : text;
}

/** A table whose rows stand in one another. */
class Tree {
  constructor(table, pick) {
    this.table = table;
    this.body = table.tBodies[0];
    this.pick = pick;
    this.rows = [...this.body.rows].map((row, place) => new TreeRow(this, row, place));
    const around = [];
    for (const row of this.rows) {
      around.length = row.level - 1;
      row.parent = around.at(-1) ?? null;
      row.parent?.children.push(row);
      around.push(row);
    }
    for (const row of this.rows) row.prepare(row.level < Number(table.dataset.depth));
    this.rows[0]?.receive();
    this.sorted = null;
    this.prepareHead();
    this.addTools();
    this.body.addEventListener("keydown", (event) => this.onKey(event));
    this.show();
  }

  prepareHead() {
    [...this.table.tHead.rows[0].cells].forEach((cell, column) => {
      const button = element("button", { type: "button", className: "sort", textContent: cell.textContent });
      button.addEventListener("click", () => this.sortBy(cell, column));
      cell.replaceChildren(button);
    });
  }

  addTools() {
    const heading = this.table.parentElement.querySelector("h3");
    this.search = element("input", { type: "search", placeholder: "Search  /" });
    this.search.setAttribute("aria-label", `Search: ${this.table.caption.textContent}`);
    this.search.addEventListener("input", () => this.show());
    this.found = element("output");
    const open = element("button", { type: "button", textContent: "Open all" });
    const shut = element("button", { type: "button", textContent: "Shut all" });
    open.addEventListener("click", () => this.openAll(true));
    shut.addEventListener("click", () => this.openAll(false));
    const folds = this.rows.some((row) => row.children.length) ? [open, shut] : [];
    const tools = element("div", { className: "tools" });
    heading.before(tools);
    tools.append(heading, this.found, ...folds, this.search);
    const keys = "Keys: ↑ ↓ from row to row, → ← open and shut, Enter shows the working, / searches, Escape leaves it.";
    this.table.after(element("p", { className: "hint", textContent: keys }));
  }

  openAll(open) {
    for (const row of this.rows) row.open(open);
    this.show();
  }

  /** Descending, ascending, then the order of the network again. */
  sortBy(cell, column) {
    const turns = { none: "descending", descending: "ascending", ascending: "none" };
    const turn = turns[cell.getAttribute("aria-sort") ?? "none"];
    for (const other of this.table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    this.sorted = turn === "none" ? null : { column, sign: turn === "descending" ? -1 : 1 };
    if (this.sorted) cell.setAttribute("aria-sort", turn);
    this.order();
    this.show();
  }

  order() {
    const rows = [...this.rows];
    if (this.sorted) {
      const { column, sign } = this.sorted;
      const keys = new Map(rows.map((row) => [row, sortKey(row.row.cells[column])]));
      const compare = (one, other) => typeof one === "string" || typeof other === "string"
        ? String(one).localeCompare(String(other), "en", { numeric: true }) : one - other || 0;
      rows.sort((one, other) => sign * compare(keys.get(one), keys.get(other)) || one.place - other.place);
    }
    this.table.classList.toggle("flat", Boolean(this.sorted));
    for (const row of rows) row.call(Boolean(this.sorted));
    this.body.append(...rows.map((row) => row.row));
  }

  /** Show the rows that are sought or not folded away: sorted ones are layers alone. */
  show() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = new Set(words.length ? this.rows.filter((row) => words.every((word) => row.text.includes(word))) : []);
    const wanted = new Set(hits);
    for (const row of hits) for (let each = row.parent; each; each = each.parent) wanted.add(each);
    for (const row of this.rows) {
      if (this.sorted) row.row.hidden = row.children.length > 0 || (words.length > 0 && !hits.has(row));
      else row.row.hidden = words.length ? !wanted.has(row) : row.folded;
    }
    this.found.textContent = words.length ? `${hits.size} of ${this.rows.length} rows` : "";
    if (!this.current || this.current.row.hidden) this.shown()[0]?.receive();
  }

  shown() {
    return [...this.body.rows].map((row) => row.tree).filter((row) => !row.row.hidden);
  }

  onKey(event) {
    if (event.target.tagName !== "A" || event.altKey || event.ctrlKey || event.metaKey) return;
    const shown = this.shown();
    const here = event.target.closest("tr").tree;
    const place = shown.indexOf(here);
    const steps = { ArrowDown: 1, ArrowUp: -1, Home: -shown.length, End: shown.length };
    if (event.key in steps) shown[Math.min(Math.max(place + steps[event.key], 0), shown.length - 1)].focus();
    else if (event.key === "ArrowRight" && here.children.length) here.turn(true);
    else if (event.key === "ArrowLeft" && here.children.length && here.isOpen) here.turn(false);
    else if (event.key === "ArrowLeft" && here.parent && !this.sorted) here.parent.focus();
    else return;
    event.preventDefault();
  }
}

/** A row of a tree: a layer, or a block. */
class TreeRow {
  constructor(tree, row, place) {
    Object.assign(this, { tree, row, place, parent: null, children: [], isOpen: false });
    this.level = Number(/\bl(\d+)\b/.exec(row.className)?.[1] ?? 1);
    this.link = row.querySelector("a");
    this.name = this.link.textContent;
    this.path = row.id.slice(row.id.indexOf(".") + 1).replace(/~+$/, "");
    this.text = `${this.path} ${row.textContent}`.toLowerCase();
    this.link.tabIndex = -1;
    this.link.addEventListener("focus", () => this.receive());
    row.addEventListener("click", (event) => {
      if (event.target.closest(".fold") || getSelection().type === "Range") return;
      event.preventDefault();
      tree.pick(this);
    });
    row.tree = this;
  }

  prepare(open) {
    if (!this.children.length) return;
    this.button = element("button", { type: "button", className: "fold", tabIndex: -1 });
    this.button.setAttribute("aria-label", `Layers in ${this.name}`);
    this.button.addEventListener("click", () => this.turn(!this.isOpen));
    this.link.before(this.button);
    this.open(open);
  }

  get folded() {
    for (let row = this.parent; row; row = row.parent) if (!row.isOpen) return true;
    return false;
  }

  open(open) {
    if (!this.children.length) return;
    this.isOpen = open;
    this.button.setAttribute("aria-expanded", String(open));
  }

  turn(open) {
    this.open(open);
    this.tree.show();
  }

  /** Open what is around the row. */
  reveal() {
    for (let row = this.parent; row; row = row.parent) row.open(true);
    if (this.row.hidden) this.tree.search.value = "";
    if (this.tree.sorted && this.children.length) this.tree.sorted = null, this.tree.order();
    this.tree.show();
  }

  /** Its whole path, where it does not stand in its block. */
  call(whole) {
    this.link.textContent = whole ? this.path : this.name;
  }

  focus() {
    this.link.focus();
    this.row.scrollIntoView({ block: "nearest" });
  }

  /** Take the place of the table at which the tab key stops. */
  receive() {
    if (this.tree.current) this.tree.current.link.tabIndex = -1;
    this.tree.current = this;
    this.link.tabIndex = 0;
  }

  layers() {
    return this.children.length ? this.children.flatMap((row) => row.layers()) : [this.path];
  }
}

/** A network with its table, its pictures and the working of the layer that is picked. */
class View {
  constructor(section) {
    this.section = section;
    const table = section.querySelector(".tree");
    if (!table) return;
    this.working = section.querySelector(".working");
    this.data = JSON.parse(section.querySelector(".data").textContent);
    this.tree = new Tree(table, (row) => this.pick(row));
    this.paths = new Map(this.tree.rows.map((row) => [row.path, row]));
    this.boxes = [...section.querySelectorAll("svg")].flatMap((picture) => this.prepare(picture));
  }

  /** Make the boxes of a picture ones to click: the tab key stops once, arrows go from one to the next. */
  prepare(picture) {
    const boxes = [...picture.querySelectorAll("[data-about]")].map((mark) => ({ mark, paths: mark.dataset.about.split(" ") }))
      .filter((box) => box.paths.some((path) => this.paths.has(path)));
    if (boxes.length) picture.setAttribute("role", "group");
    boxes.forEach(({ mark, paths }, place) => {
      mark.classList.add("picks");
      mark.setAttribute("role", "button");
      if (!mark.querySelector("title")) mark.setAttribute("aria-label", paths[0]);
      mark.setAttribute("tabindex", place ? "-1" : "0");
      mark.addEventListener("click", () => this.pickPaths(paths));
      mark.addEventListener("keydown", (event) => {
        const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
        if (event.key === "Enter" || event.key === " ") this.pickPaths(paths);
        else if (step && boxes[place + step]) {
          mark.setAttribute("tabindex", "-1");
          boxes[place + step].mark.setAttribute("tabindex", "0");
          boxes[place + step].mark.focus();
        } else return;
        event.preventDefault();
      });
    });
    return boxes;
  }

  /** Pick the layer of a box, or the outermost block that has nothing in it but what is in the box. */
  pickPaths(paths) {
    const about = new Set(paths);
    const known = paths.map((path) => this.paths.get(path)).filter(Boolean);
    let row = known.find((each) => /\d/.test(each.row.querySelector(".params, .macs")?.textContent ?? "")) ?? known[0];
    while (row.parent && row.parent.layers().every((path) => about.has(path))) row = row.parent;
    this.pick(row);
    row.row.scrollIntoView({ block: "nearest" });
  }

  pick(row) {
    if (this.picked) this.picked.row.classList.remove("picked"), this.picked.link.removeAttribute("aria-current");
    row.reveal();
    row.row.classList.add("picked");
    row.link.setAttribute("aria-current", "true");
    row.receive();
    this.picked = row;
    const layers = new Set(row.layers());
    for (const { mark, paths } of this.boxes) mark.classList.toggle("picked", paths.some((path) => layers.has(path)));
    this.tell(row);
    if (location.hash !== `#${row.row.id}`) history.replaceState(null, "", `#${row.row.id}`);
  }

  unpick() {
    this.working.classList.remove("shown");
    this.picked?.focus();
  }

  tell(row) {
    const key = row.row.id.slice(row.row.id.indexOf(".") + 1);
    const [heading, inputs, number] = this.data.layers[key] ?? ["", "", null];
    const shut = element("button", { type: "button", className: "shut", textContent: "✕" });
    shut.setAttribute("aria-label", "Shut");
    shut.addEventListener("click", () => this.unpick());
    const list = element("dl");
    const add = (name, lines) => list.append(element("dt", { textContent: name }), element("dd", {}, ...lines));
    if (inputs) add("Input", [inputs]);
    for (const [name, lines] of number === null ? [] : this.data.workings[number])
      add(name, lines.map((line) => element("div", { textContent: line, className: line.startsWith("→") ? "answer" : "" })));
    if (number === null || inputs) this.columns(row).forEach(([title, text]) => add(title, [text]));
    const what = heading || row.row.querySelector(".what")?.textContent || "";
    this.working.replaceChildren(element("h4", { textContent: row.path }), element("p", { textContent: what }), list, shut);
    this.working.classList.add("shown");
    this.working.scrollTop = 0;
  }

  /** What the table has of a row that its working does not tell. */
  columns(row) {
    const titles = [...this.tree.table.tHead.rows[0].cells].map((cell) => cell.textContent);
    const block = row.children.length > 0;
    return [...row.row.cells].map((cell, at) => [titles[at], cell.textContent, cell])
      .filter(([, text, cell]) => text && (cell.matches(block ? "td:not(.what)" : ".activations, .sees")));
  }
}

const views = new Map([...document.querySelectorAll(".view")].map((section) => [section, new View(section)]));
const links = [...document.querySelectorAll(".views a")];

/** Show the network that the address names, and pick the layer that it names. */
function follow() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const section = target?.closest(".view") ?? views.keys().next().value;
  for (const each of views.keys()) each.hidden = links.length > 0 && each !== section;
  for (const link of links)
    link.hash === `#${section.id}` ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
  if (target?.tree) views.get(section).pick(target.tree);
  if (target && target !== section) target.scrollIntoView({ block: target.tree ? "center" : "start" });
}

addEventListener("hashchange", follow);
addEventListener("keydown", (event) => {
  const view = views.get([...views.keys()].find((section) => !section.hidden));
  if (!view?.tree) return;
  if (event.key === "/" && event.target.tagName !== "INPUT") view.tree.search.focus();
  else if (event.key === "Escape" && event.target === view.tree.search) view.tree.search.value = "", view.tree.show(), view.tree.current?.focus();
  else if (event.key === "Escape" && view.working.classList.contains("shown")) view.unpick();
  else return;
  event.preventDefault();
});
follow();
