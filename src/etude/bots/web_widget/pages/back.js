// Whoever came from a chat goes back to it, with the tutor of this page; else the link is followed.
document.querySelector("a[data-open]")?.addEventListener("click", (event) => {
  if (!window.opener) return;
  event.preventDefault();
  const { href, dataset } = event.currentTarget;
  window.opener.postMessage({ etude: "open", payload: dataset.open }, location.origin);
  window.close();
  setTimeout(() => location.assign(href), 300);
});
