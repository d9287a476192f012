// The page: what the server says of the file, what is changed by hand, and the film that comes of both.

import { Handles } from "/handles.js";
import { Player } from "/player.js";

const byId = (id) => document.getElementById(id);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const PAUSE = 160; // milliseconds without a change after which the film is drawn anew

let file = null; // what the server says of the file
let film = null; // the facts of the film that is shown
let scene = ""; // the name of the scene that is shown
let selected = 0; // the run whose handles are shown
let changed = { length: null, runs: null }; // what was changed by hand
let paths = []; // live paths by run, null where the film's own holds
let restarts = true; // whether the film begins anew when it is there

const player = new Player(byId("film"), showReading, (playing) => {
  byId("play").classList.toggle("playing", playing);
  byId("play").setAttribute("aria-label", playing ? "Pause" : "Play");
});
const handles = new Handles({
  frame: byId("frame"), canvas: byId("live"), starts: byId("starts"),
  onMove: moveStarts, onDone: drawSoon, onClick: clickContour,
});

// What the server is asked

function wish() {
  return { scene, theme: byId("theme").value || null, preset: byId("preset").value || null, ...changed };
}

async function ask(path, question) {
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(question) };
  const answer = await fetch(path, request).catch(() => { throw new Gone(); });
  const told = await answer.json();
  if (!answer.ok) throw new Mistake(told.error);
  return told;
}

class Mistake extends Error {} // of the scene, in the words of the terminal
class Gone extends Error {} // there is no server; its news will tell

// Ask one question at a time; of those that come meanwhile only the last is asked.
function oneAtATime(work) {
  let busy = false;
  let again = false;
  return async function run() {
    if (busy) return void (again = true);
    busy = true;
    try {
      do {
        again = false;
        await work().catch(excuse);
      } while (again);
    } finally {
      busy = false;
    }
  };
}

function excuse(error) {
  if (error instanceof Mistake) showMistake(error.message);
  else if (!(error instanceof Gone)) throw error;
}

// The film

const drawFilm = oneAtATime(async () => {
  if (!scene) return;
  const begun = performance.now();
  const slow = setTimeout(() => { byId("status").textContent = "Drawing…"; }, 400);
  const asked = JSON.stringify(wish());
  player.hush();
  const made = await ask("/film", wish()).finally(() => clearTimeout(slow));
  const isNew = restarts;
  restarts = false;
  const index = firstShown(made, isNew);
  film = made;
  showFacts();
  handles.load(film);
  await player.load(film, index);
  if (asked === JSON.stringify(wish())) paths = [];
  if (paths.length) await handles.draw(paths);
  else handles.clear();
  showMistake(file.error);
  byId("status").textContent = `Drawn in ${Math.round(performance.now() - begun)} ms`;
  if (isNew) player.loop = byId("loop").checked = film.loop;
  if (isNew && !calm.matches) player.play();
});

// The drawing of another film to look at first: its end where that was looked at, or where a path was pulled.
function firstShown(made, isNew) {
  const last = made.durations.length - 1;
  if (isNew) return calm.matches ? last : 0;
  const atEnd = !player.playing && player.index === player.last;
  return atEnd ? last : nearest(made.positions, film.positions[player.index]);
}

function nearest(positions, position) {
  const after = positions.findIndex((shown) => shown >= position - 1e-9);
  return after < 0 ? positions.length - 1 : after;
}

let timer = 0;
function drawSoon() {
  clearTimeout(timer);
  timer = setTimeout(drawFilm, PAUSE);
}

const descend = oneAtATime(async () => {
  if (!film?.planes.length) return;
  const runs = changed.runs ?? runsAsFiled();
  const only = runs.map((_, run) => run).filter((run) => !paths[run]);
  const stale = only.map((run) => JSON.stringify([runs[run], changed.length]));
  if (!only.length) return void (await handles.draw(paths));
  const made = await ask("/paths", { ...wish(), only });
  made.forEach((path, k) => {
    paths[only[k]] = path;
    showEnd(only[k], path);
    const now = changed.runs?.[only[k]] ?? { origin: only[k] };
    if (JSON.stringify([now, changed.length]) !== stale[k]) path.isStale = true;
  });
  await handles.draw(paths);
  paths = paths.map((path) => (path?.isStale ? null : path));
});

// Changes by hand

// The runs as they are sent, each by the run of the file that it comes from.
function runsAsFiled() {
  return film.runs.map((_, run) => ({ origin: run }));
}

function runsByHand() {
  return (changed.runs ??= runsAsFiled());
}

function touch(runs) {
  player.pause();
  if (player.index !== player.last) player.show(player.last); // the paths are drawn to their ends
  for (const run of runs) paths[run] = null;
  byId("reset").disabled = false;
  descend();
}

function moveStarts(runs, point) {
  for (const run of runs) runsByHand()[run].start = point;
  if (!runs.includes(selected)) select(runs[0]);
  touch(runs);
  handles.place(starts());
  showStart();
}

// Where the runs start now; a run that was just added is not in the film yet.
function starts() {
  return (changed.runs ?? runsAsFiled()).map((run, k) => run.start ?? film.runs[k].start);
}

function clickContour(point) {
  const mode = document.querySelector("input[name=click]:checked").value;
  if (mode === "add") addRun(point);
  else {
    moveStarts(together(selected), point);
    drawSoon();
  }
}

// The runs that start where one does: to move one alone would make the comparison unfair.
function together(run) {
  const all = starts();
  return all.map((_, k) => k).filter((k) => String(all[k]) === String(all[run]));
}

function addRun(point) {
  if (film.runs.length >= film.colours.length) {
    byId("status").textContent = `${film.colours.length} runs in one picture are the most.`;
    return;
  }
  const runs = runsByHand();
  runs.push({ ...structuredClone(runs[selected]), start: point ?? starts()[selected] });
  selected = runs.length - 1;
  touch([selected]);
  drawFilm();
}

function removeRun() {
  runsByHand().splice(selected, 1);
  selected = Math.min(selected, changed.runs.length - 1);
  paths = [];
  byId("reset").disabled = false;
  drawFilm();
}

function setSetting(name, value) {
  const run = runsByHand()[selected];
  run.settings = { ...run.settings, [name]: value };
  touch([selected]);
  drawSoon();
}

function switchRule(rule) {
  const run = runsByHand()[selected];
  run.optimizer = rule;
  delete run.settings;
  touch([selected]);
  drawFilm();
}

function setLength(value) {
  changed.length = value;
  touch(starts().map((_, run) => run));
  drawSoon();
}

function forget() {
  changed = { length: null, runs: null };
  paths = [];
  byId("reset").disabled = true;
}

// What is shown of the film

function showFacts() {
  document.body.classList.remove("empty");
  byId("film").setAttribute("aria-label", film.alt);
  document.documentElement.style.setProperty("--film", `${film.size[0]}px`);
  byId("scrubber").max = film.durations.length - 1;
  selected = Math.min(selected, film.runs.length - 1);
  showRuns();
  showHandles();
  byId("click-mode").hidden = !film.planes.length;
}

function showRuns() {
  const held = byId("runs").contains(document.activeElement);
  byId("runs").replaceChildren(...film.runs.map((run, k) => {
    const row = document.createElement("tr");
    const name = element("th", { scope: "row" });
    const button = element("button", { type: "button", ariaPressed: String(k === selected) });
    const swatch = element("span", { className: "swatch" });
    swatch.style.setProperty("--colour", run.colour);
    button.append(swatch, run.label);
    button.addEventListener("click", () => select(k));
    name.append(button);
    row.append(name, element("td", { className: "number" }), element("td", { textContent: run.outcome }));
    return row;
  }));
  if (held) byId("runs").rows[selected].querySelector("button").focus();
}

function showEnd(run, path) {
  const row = byId("runs").rows[run];
  if (!row) return;
  row.cells[1].textContent = written(path.value);
  row.cells[2].textContent = path.outcome;
}

function select(run) {
  selected = run;
  [...byId("runs").rows].forEach((row, k) => row.querySelector("button").setAttribute("aria-pressed", k === run));
  showHandles();
}

function showReading(index) {
  if (!film || film !== player.film) return;
  const total = film.positions.at(-1);
  const unit = { step: "Step", evaluations: "Evaluation", samples: "Sample" }[film.unit];
  const reading = `${unit} ${Math.floor(film.positions[index] + 1e-9)} of ${total}`;
  const scrubber = byId("scrubber");
  scrubber.value = index;
  const losses = film.runs.map((run) => written(run.losses[index]));
  scrubber.setAttribute("aria-valuetext", `${reading}; loss ${film.runs.map((run, k) => `${run.label} ${losses[k]}`).join(", ")}`);
  byId("reading").textContent = reading;
  losses.forEach((loss, k) => {
    const row = byId("runs").rows[k];
    if (row) row.cells[1].textContent = loss;
  });
}

function written(value) {
  if (value === null) return "∞";
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  return text.replaceAll("-", "−");
}

// The handles of the selected run

function showHandles() {
  const form = byId("handles");
  if (form.querySelector("input:active, input.typed")) return; // it is being dragged, or typed into, and must stay
  const focused = form.contains(document.activeElement) ? document.activeElement.name : "";
  const run = film.runs[selected];
  byId("handles-title").textContent = film.runs.length > 1 ? `Handles of ${run.label}` : "Handles";
  const parts = run.is_recorded ? [fixed("Method", "recorded elsewhere")] : [...ruleHandle(run), ...settingHandles(run)];
  form.replaceChildren(...parts, ...startHandles(run), ...lengthHandle());
  byId("remove").disabled = film.runs.length < 2;
  byId("add").disabled = film.runs.length >= film.colours.length || run.is_recorded;
  const again = form.elements[focused];
  again?.focus?.();
  if (again?.type === "number") again.select();
}

function ruleHandle(run) {
  const choice = element("select", { name: "rule", id: "rule" });
  const names = file.rules.includes(run.rule) ? file.rules : [run.rule, ...file.rules];
  choice.append(...names.map((name) => element("option", { value: name, textContent: name, selected: name === run.rule })));
  choice.addEventListener("change", () => switchRule(choice.value));
  return [label("Optimizer", "rule"), choice];
}

function settingHandles(run) {
  const parts = Object.entries(run.settings).flatMap(([name, value]) =>
    name === "learning_rate" ? logHandle(name, value) : linearHandle(name, value),
  );
  return "learning_rate" in run.settings ? parts : [...fixed("Learning rate", "follows a schedule"), ...parts];
}

// A learning rate is dragged by powers of ten, over five of them about its value.
function logHandle(name, value) {
  const middle = Math.floor(Math.log10(value > 0 ? value : 0.1));
  const [low, high] = [Math.min(middle - 2, -4), Math.max(middle + 2, 1)];
  const toValue = (power) => Number((10 ** power).toPrecision(2));
  return pair(name, value, { min: low, max: high, step: 0.01 }, (power) => toValue(power), (rate) => Math.log10(Math.max(rate, 10 ** low)),
    (chosen) => setSetting(name, chosen));
}

function linearHandle(name, value) {
  return pair(name, value, { min: 0, max: 0.999, step: 0.001 }, (chosen) => chosen, (chosen) => chosen, (chosen) => setSetting(name, chosen));
}

function lengthHandle() {
  const { name, value } = film.length;
  const most = Math.max(2 * value, name === "steps" ? 100 : 10);
  return pair(name, value, { min: 1, max: byId(name)?.max ?? most, step: 1 }, Math.round, (chosen) => chosen, setLength);
}

// A slider and a number that say the same.
function pair(name, value, range, toValue, toSlider, set) {
  const slider = element("input", { type: "range", name, id: name, ...range, value: toSlider(value) });
  const number = element("input", { type: "number", name: `${name} in digits`, step: "any", min: 0, value, ariaLabel: `${spoken(name)}, in digits` });
  slider.setAttribute("aria-valuetext", String(value));
  slider.addEventListener("input", () => {
    const chosen = toValue(Number(slider.value));
    number.value = chosen;
    slider.setAttribute("aria-valuetext", String(chosen));
    set(chosen);
  });
  number.addEventListener("change", () => {
    if (number.value === "" || !Number.isFinite(number.valueAsNumber)) return;
    slider.value = toSlider(number.valueAsNumber);
    set(number.valueAsNumber);
  });
  return [label(spoken(name), name), slider, number];
}

function startHandles(run) {
  const point = starts()[selected];
  if (run.is_recorded || point.length > 3) return [];
  const group = element("div", { className: "wide" });
  group.append(...point.map((value, axis) => {
    const name = point.length > 1 ? `start ${film.variables[axis]}` : "start";
    const input = element("input", { type: "number", step: "any", name, id: axis ? name : "start", value, ariaLabel: `Start, ${film.variables[axis]}` });
    input.addEventListener("change", () => {
      if (!Number.isFinite(input.valueAsNumber)) return;
      const moved = [...starts()[selected]];
      moved[axis] = input.valueAsNumber;
      moveStarts(together(selected), moved);
      drawSoon();
    });
    const named = element("label", { className: "axis", textContent: point.length > 1 ? film.variables[axis] : "" });
    named.append(input);
    return named;
  }));
  return [label("Start", "start"), group];
}

function showStart() {
  starts()[selected].forEach((value, axis) => {
    const input = byId("handles").elements[film.variables.length > 1 ? `start ${film.variables[axis]}` : "start"];
    if (input) input.value = value;
  });
}

function fixed(name, text) {
  return [element("label", { textContent: name }), element("span", { className: "fixed", textContent: text })];
}

function label(text, id) {
  return element("label", { textContent: text, htmlFor: id });
}

function spoken(name) {
  const words = name.replaceAll("_", " ");
  return words[0].toUpperCase() + words.slice(1);
}

function element(kind, properties) {
  const made = document.createElement(kind);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "scope") made.setAttribute(name, value);
    else made[name] = value;
  }
  return made;
}

// News of the file

function showMistake(text) {
  byId("mistake").hidden = !text;
  byId("mistake-text").textContent = text;
  byId("mistake-note").textContent = text && film ? "Below is the last film that could be drawn." : "";
}

function showFile(told) {
  const isNew = !file;
  const fresh = file && told.number !== file.number;
  file = told;
  byId("file").textContent = file.file;
  document.title = `${file.file}, gdanim preview`;
  if (isNew) fillSwitches();
  showMistake(file.error);
  const names = Object.keys(file.scenes);
  if (!names.includes(scene)) {
    scene = names.includes(file.wanted) ? file.wanted : (names[0] ?? "");
    restarts = true;
  }
  showScenes(names);
  if (fresh && !file.error) forget(); // what was saved wins over what was changed by hand
  if (isNew || !file.error) drawFilm();
}

function fillSwitches() {
  for (const name of file.themes) byId("theme").append(element("option", { value: name, textContent: name }));
  for (const [name, [width, height]] of Object.entries(file.presets)) {
    byId("preset").append(element("option", { value: name, textContent: `${name}, ${width}×${height}` }));
  }
}

function showScenes(names) {
  byId("scenes").hidden = names.length < 2;
  byId("scenes").replaceChildren(...names.map((name) => {
    const button = element("button", { type: "button", textContent: name, title: file.scenes[name] });
    if (name === scene) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => {
      scene = name;
      selected = 0;
      restarts = true;
      forget();
      showScenes(names);
      byId("scenes").querySelector("[aria-current]").focus();
      drawFilm();
    });
    return button;
  }));
}

const news = new EventSource("/changes");
news.addEventListener("message", (message) => showFile(JSON.parse(message.data)));
news.addEventListener("error", () => { byId("status").textContent = "The preview has ended; start it again to go on."; });

// Controls

byId("play").addEventListener("click", () => (player.playing ? player.pause() : player.play()));
byId("back").addEventListener("click", () => turn(-1));
byId("forward").addEventListener("click", () => turn(1));
byId("scrubber").addEventListener("input", (event) => { player.pause(); look(event.target.valueAsNumber); });
byId("speed").addEventListener("change", (event) => { player.speed = Number(event.target.value); });
byId("loop").addEventListener("change", (event) => { player.loop = event.target.checked; });
byId("theme").addEventListener("change", drawFilm);
byId("preset").addEventListener("change", drawFilm);
byId("add").addEventListener("click", () => addRun());
byId("remove").addEventListener("click", removeRun);
byId("reset").addEventListener("click", () => { forget(); drawFilm(); });
byId("handles").addEventListener("submit", (event) => event.preventDefault());
byId("handles").addEventListener("input", ({ target }) => target.classList.toggle("typed", target.type === "number"));
for (const end of ["change", "focusout"]) byId("handles").addEventListener(end, ({ target }) => target.classList.remove("typed"));
byId("handles").addEventListener("change", drawSoon); // a slider was let go: its own range may be another now
byId("copy").addEventListener("click", showProgram);
byId("copy-again").addEventListener("click", copyProgram);

function look(index) {
  if (!film) return;
  handles.clear();
  player.show(index);
}

function turn(count) {
  player.pause();
  look(player.index + count);
}

// Go to the next whole step that has a drawing of its own, or back to the one before.
function turnStep(way) {
  const here = film.positions[player.index];
  const wanted = way > 0 ? Math.floor(here + 1e-9) + 1 : Math.ceil(here - 1e-9) - 1;
  player.pause();
  look(way > 0 ? nearest(film.positions, wanted) : player.at(wanted));
}

addEventListener("keydown", (event) => {
  if (!film || event.ctrlKey || event.metaKey || event.altKey || byId("code").open) return;
  const target = event.target;
  if (target.matches("select, textarea, input:not([type=checkbox])")) {
    if (target.id !== "scrubber" || event.key !== " ") return;
  }
  const acts = {
    " ": () => (target.matches("button, input[type=checkbox]") ? null : (player.playing ? player.pause() : player.play(), true)),
    ArrowLeft: () => (event.shiftKey ? turnStep(-1) : turn(-1), true),
    ArrowRight: () => (event.shiftKey ? turnStep(1) : turn(1), true),
    Home: () => (player.pause(), look(0), true),
    End: () => (player.pause(), look(player.last), true),
    l: () => (byId("loop").click(), true),
  };
  if (acts[event.key]?.()) event.preventDefault();
});

async function showProgram() {
  const told = await ask("/program", wish()).catch(excuse);
  if (!told) return;
  byId("program").textContent = told;
  byId("copied").textContent = "";
  byId("code").showModal();
  await copyProgram();
}

async function copyProgram() {
  try {
    await navigator.clipboard.writeText(byId("program").textContent);
    byId("copied").textContent = "Copied. Paste it over the file, or into a new one.";
  } catch {
    byId("copied").textContent = "The browser keeps its clipboard closed; select the text and copy it.";
  }
}
