
(() => {
  "use strict";
  const table = document.getElementById("commands");
  const form = document.getElementById("filters");
  if (!table || !form) return;

  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const heads = Array.from(table.tHead.rows[0].cells);
  const status = document.getElementById("status");
  const fields = ["text", "pack", "made", "found"].map((id) => document.getElementById(id));
  const sections = new Map();
  for (const row of rows) sections.set(row.dataset.number, document.getElementById(`f${row.dataset.number}`));
  const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  // -- sorting

  const key = (row, column) => {
    const cell = row.cells[column];
    return "order" in cell.dataset ? Number(cell.dataset.order) : cell.textContent;
  };
  const compare = (one, other) =>
    typeof one === "number" && typeof other === "number" ? one - other : collator.compare(one, other);

  const sort = (column, descending) => {
    const ranked = rows.map((row, place) => ({ row, place, key: key(row, column) }));
    ranked.sort((a, b) => (descending ? -1 : 1) * compare(a.key, b.key) || a.place - b.place);
    heads.forEach((head, index) => {
      if (index === column) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    body.append(...ranked.map((one) => one.row));
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      // The gravest findings are what people look for first.
      const first = column === heads.length - 1 ? "descending" : "ascending";
      const now = head.getAttribute("aria-sort");
      const next = now === null ? first : now === "ascending" ? "descending" : "ascending";
      sort(column, next === "descending");
      say(`sorted by ${button.textContent}, ${next}`);
      remember();
    });
  });

  // -- filters

  const matches = (row, [text, pack, made, found]) => {
    const severities = row.dataset.found;
    return (
      text.split(/\s+/).every((word) => words.get(row).includes(word)) &&
      (!pack || row.dataset.pack === pack) &&
      (!made || row.dataset.made === made) &&
      (!found ||
        (found === "any" ? severities !== "" : found === "none" ? severities === "" : severities.split(" ").includes(found)))
    );
  };
  let shown = rows.length;
  const say = (more) => {
    const count = shown === rows.length ? `all ${shown} shown` : `${shown} of ${rows.length} shown`;
    status.textContent = more ? `${count}, ${more}` : count;
  };
  const filter = () => {
    const values = fields.map((field) => field.value);
    values[0] = values[0].trim().toLowerCase();
    shown = 0;
    for (const row of rows) {
      row.hidden = !matches(row, values);
      if (!row.hidden) shown += 1;
    }
    const left = new Set(rows.filter((row) => !row.hidden).map((row) => row.dataset.number));
    for (const [number, section] of sections) if (section) section.hidden = !left.has(number);
    say();
  };

  // -- the address keeps what is chosen, so that it can be sent on

  const remember = () => {
    const chosen = new URLSearchParams();
    for (const field of fields) if (field.value) chosen.set(field.id, field.value);
    const sorted = heads.findIndex((head) => head.hasAttribute("aria-sort"));
    if (sorted >= 0) chosen.set("sort", `${sorted}-${heads[sorted].getAttribute("aria-sort")}`);
    const hash = chosen.toString();
    try {
      history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
    } catch {
      // a browser that lets no page from the disk do this
    }
  };
  const recall = () => {
    const chosen = new URLSearchParams(location.hash.slice(1));
    for (const field of fields) {
      field.value = chosen.get(field.id) || "";
      if (field.selectedIndex === -1) field.value = "";
    }
    const [column, way] = (chosen.get("sort") || "").split("-");
    if (column !== "" && heads[Number(column)]) sort(Number(column), way === "descending");
    filter();
  };

  for (const event of ["input", "change"]) form.addEventListener(event, () => { filter(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { filter(); remember(); }));
  fields[0].addEventListener("keydown", (event) => {
    if (event.key === "Escape" && fields[0].value) { fields[0].value = ""; filter(); remember(); event.preventDefault(); }
  });
  addEventListener("hashchange", () => {
    if (location.hash === "" || location.hash.includes("=")) recall(); // others lead to findings
  });

  form.hidden = false;
  recall();
})();
