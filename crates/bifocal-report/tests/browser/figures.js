// Figures of the page that differ from the embedded JSON, and the names of all figures.
(() => {
  const data = JSON.parse(document.querySelector("script[type='application/json']").textContent);
  const at = (pointer) =>
    pointer.split("/").slice(1).reduce((value, step) => value?.[step.replaceAll("~1", "/").replaceAll("~0", "~")], data);
  const faults = [];
  const same = (name, text, value) => {
    if (typeof value !== "number" || Number(text) !== value) faults.push(`${name}: ${text} is not ${value}`);
  };
  const figures = [...document.querySelectorAll("[data-figure]")];
  for (const { dataset, attributes } of figures) {
    const value = at(dataset.figure);
    if (dataset.value !== undefined) {
      same(dataset.figure, dataset.value, value);
      continue;
    }
    same(`${dataset.figure}/low`, dataset.low, value?.low);
    same(`${dataset.figure}/high`, dataset.high, value?.high);
    // A band's place is its value.
    const x = attributes.x?.value;
    if (x?.endsWith("%") && Math.abs(parseFloat(x) - 100 * value.low) > 0.006) faults.push(`${dataset.figure} stands at ${x}`);
  }
  return { faults, names: figures.map((figure) => figure.dataset.figure) };
})();
