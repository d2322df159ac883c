/* What can be checked of a page by hand: WCAG 2.1, 1.1.1, 1.3.1, 1.4.3, 1.4.10, 2.4.2, 3.1.1, 4.1.1. */
(() => {
  const wrong = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const name = (element) => element.outerHTML.slice(0, 120);
  const shown = (element) => element.getClientRects().length > 0;

  if (!document.documentElement.lang) wrong.push("no language");
  if (!document.title.trim()) wrong.push("no title");
  for (const landmark of ["header", "main", "footer"])
    if (all("body > " + landmark).length !== 1) wrong.push("not one " + landmark);

  const levels = all("h1,h2,h3,h4,h5,h6").map((heading) => Number(heading.tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1) wrong.push("not one h1");
  for (let i = 1; i < levels.length; i++)
    if (levels[i] > levels[i - 1] + 1) wrong.push("a heading is skipped: " + levels.join(" "));
  for (const heading of all("h1,h2,h3,h4,dt,summary,caption,li"))
    if (!heading.textContent.trim()) wrong.push("empty: " + name(heading));

  for (const table of all("table")) {
    if (!table.caption || !table.caption.textContent.trim()) wrong.push("no caption: " + name(table));
    const heads = table.tHead ? [...table.tHead.rows[0].cells] : [];
    if (heads.some((cell) => cell.tagName !== "TH" || cell.scope !== "col" || !cell.textContent.trim()))
      wrong.push("a column without a head: " + name(table));
    for (const row of table.tBodies[0].rows)
      if (row.cells.length !== heads.length || row.cells[0].scope !== "row")
        wrong.push("a row unlike its heads: " + name(row));
  }
  for (const drawing of all("svg"))
    if (drawing.getAttribute("aria-hidden") !== "true" &&
        !(drawing.getAttribute("role") === "img" && drawing.getAttribute("aria-label")))
      wrong.push("a drawing without words: " + name(drawing));
  for (const part of all("dl"))
    if ([...part.children].some((child) => !["DT", "DD"].includes(child.tagName)))
      wrong.push("a list with something else: " + name(part));

  const left = document.body.textContent.match(/\{\w+\}|\bpage\.[a-z_.]+/);
  if (left) wrong.push("a sentence that was not filled in: " + left[0]);

  const ids = all("[id]").map((element) => element.id);
  if (new Set(ids).size !== ids.length) wrong.push("an id twice");
  if (all("script,link,img,iframe,object,embed,form,[style]").length) wrong.push("what must not be there");
  for (const element of all("*"))
    for (const attribute of element.attributes)
      if (/^on/i.test(attribute.name)) wrong.push("a handler: " + name(element));
  if (document.documentElement.scrollWidth > window.innerWidth)
    wrong.push("wider than the window: " + document.documentElement.scrollWidth);

  const parse = (color) => (color.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const light = (color) => {
    const [r, g, b] = color.slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  let least = 21;
  for (const element of all("body *")) {
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!text || !shown(element) || element.closest("defs")) continue;
    const style = getComputedStyle(element);
    const ink = light(parse(element.closest("svg") ? style.fill : style.color));
    const paper = light(ground(element));
    const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    least = Math.min(least, contrast);
    if (contrast < 4.5) wrong.push("contrast " + contrast.toFixed(2) + ": " + name(element));
  }
  return {wrong, least, headings: levels.length};
})()
