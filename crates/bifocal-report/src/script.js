// Reads the marks of a chart aloud and shows what they say, by pointer and by arrow keys. The page
// is complete without it: every chart has a table.
"use strict";
{
  const NEXT = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  for (const chart of document.querySelectorAll("[data-chart]")) {
    const readout = chart.querySelector(".readout");
    const marks = [...chart.querySelectorAll(".mark")];
    if (!readout || marks.length === 0) continue;

    // The drawings' own titles would show a second, slower tooltip.
    for (const mark of marks) {
      const title = mark.querySelector("title");
      mark.dataset.text = title ? title.textContent : "";
      title?.remove();
    }

    const hint = "Move with the arrow keys.";
    let current = -1;
    const focused = () => document.activeElement === chart;

    const show = (index) => {
      marks[current]?.classList.remove("active");
      current = index;
      marks[current]?.classList.add("active");
      chart.classList.toggle("reading", current >= 0);
      readout.textContent = current >= 0 ? marks[current].dataset.text : focused() ? hint : "";
    };

    chart.tabIndex = 0;
    chart.setAttribute("role", "group");
    chart.setAttribute("aria-roledescription", "chart");
    chart.setAttribute("aria-label", `${chart.dataset.chart}: ${marks.length} marks, move with the arrow keys`);
    chart.classList.add("live");
    show(-1);

    chart.addEventListener("keydown", (event) => {
      if (event.target !== chart || event.altKey || event.ctrlKey || event.metaKey) return;
      const visible = (index) => marks[index].getClientRects().length > 0;
      let index = current;
      if (event.key in NEXT) {
        const step = NEXT[event.key];
        index = current < 0 && step < 0 ? marks.length - 1 : current + step;
        while (marks[index] && !visible(index)) index += step;
        if (!marks[index]) index = current;
      } else if (event.key === "Home") index = 0;
      else if (event.key === "End") index = marks.length - 1;
      else if (event.key === "Escape") index = -1;
      else return;
      event.preventDefault();
      show(index);
      marks[index]?.scrollIntoView({ block: "nearest" });
    });
    chart.addEventListener("focus", () => show(current));
    chart.addEventListener("blur", () => show(-1));
    chart.addEventListener("pointerover", (event) => {
      const mark = event.target.closest(".mark");
      if (mark && chart.contains(mark)) show(marks.indexOf(mark));
    });
    chart.addEventListener("pointerleave", () => {
      if (!focused()) show(-1);
    });
  }
}
