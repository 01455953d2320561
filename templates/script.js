// Opens the finding a link points to, and everything when printing.
function openTarget() {
  let node = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
}
addEventListener("hashchange", openTarget);
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
openTarget();
// Says beneath a timeline what the sign pointed at, or reached by keyboard, means.
for (const svg of document.querySelectorAll("svg.timeline")) {
  const told = svg.closest("section").querySelector(".told");
  const tell = (event) => {
    const sign = event.target.closest("a, g.mark");
    if (sign) told.textContent = sign.querySelector("title").textContent;
  };
  told.textContent = "Point at a sign, or move to it with the tab key, to read here what it says.";
  svg.addEventListener("mouseover", tell);
  svg.addEventListener("focusin", tell);
}
