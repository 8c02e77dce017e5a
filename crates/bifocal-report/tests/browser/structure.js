// Faults in the page's structure that assistive technology would stumble over.
(() => {
  const faults = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const short = (e) => e.outerHTML.slice(0, 90);
  if (document.documentElement.lang !== "en") faults.push("no language");
  if (!document.title) faults.push("no title");
  if (all("h1").length !== 1) faults.push("not one h1");
  let level = 0;
  for (const head of all("h1, h2, h3, h4")) {
    const next = Number(head.tagName[1]);
    if (next > level + 1) faults.push(`heading skips a level: ${head.textContent}`);
    level = next;
  }
  const ids = all("[id]").map((e) => e.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`id twice: ${id}`);
  for (const svg of all("svg")) {
    if (svg.parentElement.closest("svg")) continue;
    const hidden = svg.getAttribute("aria-hidden") === "true";
    const named = svg.getAttribute("role") === "img" && svg.getAttribute("aria-label")?.trim();
    if (!hidden && !named) faults.push(`svg without a name: ${short(svg)}`);
    if (svg.querySelector("a, [tabindex]")) faults.push(`focus inside a picture: ${short(svg)}`);
  }
  for (const use of all("use")) if (!document.querySelector(use.getAttribute("href"))) faults.push(short(use));
  for (const table of all("table")) {
    if (!table.caption?.textContent.trim()) faults.push(`table without caption: ${short(table)}`);
    for (const th of table.querySelectorAll("th")) if (!th.scope) faults.push(`th without scope: ${short(th)}`);
    const columns = table.tHead.rows[0].cells.length;
    for (const row of table.rows) if (row.cells.length !== columns) faults.push(`ragged row: ${short(row)}`);
  }
  for (const details of all("details")) {
    if (!details.querySelector(":scope > summary")?.textContent.trim()) faults.push(`no summary: ${short(details)}`);
  }
  for (const e of all("[aria-labelledby], [aria-describedby]")) {
    const id = e.getAttribute("aria-labelledby") ?? e.getAttribute("aria-describedby");
    if (!document.getElementById(id)) faults.push(`nothing has the id ${id}`);
  }
  for (const a of all("a[href^='#']")) if (!document.querySelector(a.getAttribute("href"))) faults.push(short(a));
  for (const chart of all("[data-chart]")) {
    if (chart.querySelectorAll("[aria-live=polite]").length !== 1) faults.push(`no live region: ${short(chart)}`);
    const section = chart.closest("section");
    if (!section.querySelector("table")) faults.push(`no table behind: ${chart.dataset.chart}`);
  }
  if (all("[onclick], [onerror], img, iframe, link, form").length) faults.push("an element that should not be");
  return faults;
})();
