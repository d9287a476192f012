// Films stand still, at their posters, for those who ask for less motion; the controls still play them.
if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
  for (const film of document.querySelectorAll("video[autoplay]")) {
    film.autoplay = false;
    film.load();
  }
}
