// Files can be dropped anywhere on the page, also in several goes, and are listed with their sizes
// before they are sent.
(() => {
  const input = document.querySelector('.drop input[type="file"]');
  const list = document.getElementById("chosen");
  if (!input || !list) return;
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

  const show = () => {
    const files = [...input.files];
    const whole = files.reduce((sum, file) => sum + file.size, 0);
    const head = document.createElement("p");
    head.textContent = `${files.length} file${files.length === 1 ? "" : "s"}, ${size(whole)} together:`;
    const rows = document.createElement("ul");
    for (const file of files) {
      const row = document.createElement("li");
      row.textContent = `${file.name} (${size(file.size)})`;
      rows.append(row);
    }
    list.replaceChildren(...(files.length ? [head, rows] : []));
  };

  const mark = (is) => input.closest(".drop").classList.toggle("drop--over", is);
  input.addEventListener("change", show);
  document.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    mark(true);
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || mark(false));
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    mark(false);
    const all = new DataTransfer();
    for (const file of [...input.files, ...event.dataTransfer.files]) all.items.add(file);
    input.files = all.files;
    show();
  });
  show();
})();
