() => {
  const texts = new Set();
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const raw = walker.currentNode.textContent;
    const withoutScripts = walker.currentNode.parentElement.matches("noscript");
    const text = (withoutScripts ? new DOMParser().parseFromString(raw, "text/html").body.textContent : raw).trim().replace(/\s+/g, " ");
    if (text && !walker.currentNode.parentElement.closest("script, style, template, [lang]:not(html), code")) texts.add(text);
  }
  for (const element of document.querySelectorAll("[placeholder], [aria-label], [title], [alt], [data-confirm]")) {
    if (element.closest("[lang]:not(html)")) continue;
    for (const name of ["placeholder", "aria-label", "title", "alt", "data-confirm"]) {
      const text = element.getAttribute(name)?.trim();
      if (text) texts.add(text);
    }
  }
  for (const [name, text] of Object.entries(document.body.dataset)) if (name.startsWith("text")) texts.add(text);
  texts.add(document.title);

  const width = document.documentElement.clientWidth;
  const wide = document.documentElement.scrollWidth > width ? [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > width + 1) : [];
  return {
    lang: document.documentElement.lang,
    title: document.title,
    headings: [...document.querySelectorAll("h1")].filter((one) => one.checkVisibility()).map((one) => one.textContent.trim()),
    texts: [...texts],
    wide: wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 120)),
  };
};
