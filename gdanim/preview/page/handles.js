// Starts to take hold of on the contour, and the paths from them, drawn over the film while something is dragged.

const STEP_APART = 9; // pixels of an article's canvas between the dots of a path's steps

export class Handles {
  constructor({ frame, canvas, starts, onMove, onDone, onClick }) {
    Object.assign(this, { frame, canvas, starts, onMove, onDone, onClick, film: null, ground: null });
    this.context = canvas.getContext("2d");
    frame.addEventListener("click", (event) => this.press(event));
  }

  // Take up a film: its own paths are in its drawings, so that nothing is drawn over them.
  load(film) {
    this.film = film;
    const [width, height] = film.size;
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    this.frame.classList.toggle("has-plane", film.planes.length > 0);
    this.place(film.runs.map((run) => run.start));
  }

  // Return the film's picture without its runs, fetched when it is first needed.
  async fetchGround() {
    const { film } = this.film;
    if (this.ground?.film !== film) {
      const answer = await fetch(`/film/${film}/ground.png`).catch(() => null);
      if (!answer?.ok) return null;
      this.ground = { film, picture: await createImageBitmap(await answer.blob()) };
    }
    return this.ground.picture;
  }

  // Put a handle on every start, one for runs that share it.
  place(points) {
    const held = document.activeElement?.classList.contains("start") ? document.activeElement.dataset.key : null;
    const wanted = new Map();
    for (const window of this.film.planes) {
      points.forEach((point, run) => {
        const key = this.keyOf(window, point);
        if (inside(window, point)) wanted.set(key, { window, point, runs: [...(wanted.get(key)?.runs ?? []), run] });
      });
    }
    const handles = [...wanted].map(([key, handle]) => this.handle(key, handle));
    if (this.dragging) return; // the one under the finger must stay; it is moved by hand
    this.starts.replaceChildren(...handles);
    if (held) handles.find((handle) => handle.dataset.key === held)?.focus();
  }

  // What tells a handle from the others: its plane and its place.
  keyOf(window, point) {
    return `${this.film.planes.indexOf(window)} ${point}`;
  }

  handle(key, { window, point, runs }) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "start";
    button.dataset.key = key;
    const names = runs.map((run) => this.film.runs[run]?.label ?? "the new run").join(", ");
    button.setAttribute("aria-label", `Start of ${names} at ${point.join(", ")}; the arrow keys move it`);
    button.style.setProperty("--colour", this.film.colours[runs[0]]);
    this.put(button, window, point);
    button.addEventListener("pointerdown", (event) => this.grab(event, button, window, runs));
    button.addEventListener("keydown", (event) => this.nudge(event, button, window, runs, point));
    return button;
  }

  put(button, window, point) {
    const [x, y] = toPixels(window, point);
    button.style.left = `${(100 * x) / this.film.size[0]}%`;
    button.style.top = `${(100 * y) / this.film.size[1]}%`;
  }

  grab(event, button, window, runs) {
    event.preventDefault();
    event.stopPropagation();
    button.focus();
    button.setPointerCapture(event.pointerId);
    this.dragging = true;
    let moved = false;
    const move = (at) => {
      const point = this.pointAt(at, window);
      moved = true;
      button.dataset.key = this.keyOf(window, point);
      this.put(button, window, point);
      this.onMove(runs, point);
    };
    const drop = () => {
      button.removeEventListener("pointermove", move);
      this.dragging = false;
      if (moved) this.onDone();
    };
    button.addEventListener("pointermove", move);
    button.addEventListener("lostpointercapture", drop, { once: true });
  }

  nudge(event, button, window, runs, point) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const share = event.shiftKey ? 0.1 : 0.01;
    const sides = [window.x, window.y];
    const next = point.map((value, axis) => {
      const [low, high] = sides[axis];
      return rounded(Math.max(low, Math.min(high, value + way[axis] * share * (high - low))), high - low);
    });
    button.dataset.key = this.keyOf(window, next);
    this.onMove(runs, next);
    this.onDone();
  }

  press(event) {
    if (event.target.closest(".start")) return;
    const [x, y] = this.pixel(event);
    const window = this.film?.planes.find(
      (plane) => x >= plane.left && x <= plane.left + plane.width && y >= plane.top && y <= plane.top + plane.height,
    );
    if (window) this.onClick(this.pointAt(event, window));
  }

  pixel(event) {
    const box = this.canvas.getBoundingClientRect();
    const [width, height] = this.film.size;
    return [((event.clientX - box.left) * width) / box.width, ((event.clientY - box.top) * height) / box.height];
  }

  pointAt(event, window) {
    const [x, y] = this.pixel(event);
    const across = Math.max(0, Math.min(1, (x - window.left) / window.width));
    const up = Math.max(0, Math.min(1, 1 - (y - window.top) / window.height));
    return [window.x, window.y].map(([low, high], axis) => rounded(low + [across, up][axis] * (high - low), high - low));
  }

  clear() {
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  // Draw all runs over what stands still, each to its end.
  async draw(paths) {
    const { context, film } = this;
    const ground = film.planes.length ? await this.fetchGround() : null;
    if (!ground || film !== this.film) return;
    this.clear();
    for (const window of this.film.planes) {
      const { left, top, width, height } = window;
      context.save();
      context.beginPath();
      context.rect(left, top, width, height);
      context.clip();
      context.drawImage(ground, left, top, width, height, left, top, width, height);
      paths.forEach((path, run) => path && this.trail(window, path.points, run));
      context.restore();
    }
  }

  trail(window, points, run) {
    const { context } = this;
    const { scale } = this.film;
    const [colour, dash] = [this.film.colours[run], this.film.dashes[run]];
    const pixels = points.filter((point) => point.every((value) => value !== null)).map((point) => tamed(toPixels(window, point)));
    if (!pixels.length) return;
    const line = new Path2D();
    pixels.forEach(([x, y]) => line.lineTo(x, y));
    context.lineJoin = "round";
    const strokes = [[colour, 2.4, dash]];
    if (turnsBack(pixels)) context.globalAlpha = 0.4;
    else strokes.unshift([this.film.background, 4.4, []]);
    for (const [stroke, width, gaps] of strokes) {
      Object.assign(context, { strokeStyle: stroke, lineWidth: width * scale, lineCap: gaps.length ? "butt" : "round" });
      context.setLineDash(gaps.map((length) => length * width * scale));
      context.stroke(line);
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
    pixels.slice(1, -1).forEach(([x, y], step) => {
      const [beforeX, beforeY] = pixels[step];
      if (Math.hypot(x - beforeX, y - beforeY) >= STEP_APART * scale) this.dot(x, y, 2.2 * scale, colour, this.film.background, 0.9);
    });
    this.dot(...pixels[0], 4.5 * scale, this.film.background, colour, 1.8);
    this.dot(...pixels.at(-1), 5.5 * scale, colour, this.film.background, 1.5);
  }

  dot(x, y, radius, fill, edge, width) {
    const { context } = this;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    Object.assign(context, { fillStyle: fill, strokeStyle: edge, lineWidth: width * this.film.scale });
    context.fill();
    context.stroke();
  }
}

function toPixels(window, [x, y]) {
  const across = (x - window.x[0]) / (window.x[1] - window.x[0]);
  const up = (y - window.y[0]) / (window.y[1] - window.y[0]);
  return [window.left + across * window.width, window.top + (1 - up) * window.height];
}

function inside(window, [x, y]) {
  return window.x[0] <= x && x <= window.x[1] && window.y[0] <= y && y <= window.y[1];
}

// Return whether a path turns back anywhere that can be seen: it is then drawn faintly, as in the film.
function turnsBack(pixels) {
  const steps = pixels.slice(1).map(([x, y], k) => [x - pixels[k][0], y - pixels[k][1]]);
  const seen = ([x, y]) => Math.hypot(x, y) > 1;
  return steps.some((step, k) => k > 0 && seen(step) && seen(steps[k - 1]) && step[0] * steps[k - 1][0] + step[1] * steps[k - 1][1] < 0);
}

// A canvas draws lines to far away wrongly; what lies that far out of sight may lie nearer.
function tamed([x, y]) {
  return [Math.max(-1e5, Math.min(1e5, x)), Math.max(-1e5, Math.min(1e5, y))];
}

// Round to about a pixel, so that points read well.
function rounded(value, span) {
  const digits = Math.max(0, Math.ceil(-Math.log10(span / 300)));
  return Number(value.toFixed(Math.min(digits, 12)));
}
