// Plays a film drawing by drawing: asks the server for the one that is looked at first, and for those to come.

const AHEAD = 24; // drawings asked for before they are due
const AT_ONCE = 4; // questions under way at one time
const MOST_BYTES = 256e6; // of decoded drawings that are kept

export class Player {
  constructor(canvas, onShow, onPlay) {
    Object.assign(this, { canvas, onShow, onPlay, film: null, index: 0, speed: 1, loop: true, playing: false });
    this.context = canvas.getContext("2d");
    this.pictures = new Map();
    this.waiting = new Map();
    this.elapsed = 0;
  }

  get last() {
    return this.film.durations.length - 1;
  }

  // Take up another film at a drawing; what is on the canvas stays until that drawing is there.
  async load(film, index) {
    if (film.film !== this.film?.film) {
      for (const picture of this.pictures.values()) picture.close();
      this.pictures.clear();
      this.hush();
    }
    this.film = film;
    this.index = Math.min(index, this.last);
    await this.show(this.index);
  }

  // Ask for nothing more of this film ahead of time: another one is wanted.
  hush() {
    for (const question of this.waiting.values()) question.abort();
    this.waiting.clear();
  }

  // Return the drawing of this film that shows what the clock reads.
  at(position) {
    const after = this.film.positions.findIndex((shown) => shown > position + 1e-9);
    return after < 0 ? this.last : Math.max(0, after - 1);
  }

  async show(index) {
    const film = this.film;
    this.index = Math.max(0, Math.min(index, this.last));
    const wanted = this.index;
    this.onShow(wanted);
    const picture = await this.picture(wanted);
    if (picture && this.film === film && this.index === wanted) this.draw(picture);
    this.prefetch();
  }

  draw(picture) {
    const [width, height] = this.film.size;
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    this.context.drawImage(picture, 0, 0);
  }

  async picture(index) {
    if (this.pictures.has(index)) return this.pictures.get(index);
    const film = this.film.film;
    this.waiting.get(index)?.abort();
    const question = new AbortController();
    this.waiting.set(index, question);
    try {
      const answer = await fetch(`/film/${film}/${index}.png`, { signal: question.signal });
      if (!answer.ok) return null;
      const picture = await createImageBitmap(await answer.blob());
      if (film !== this.film.film) return null;
      this.keep(index, picture);
      return picture;
    } catch (error) {
      if (error.name === "AbortError" || error instanceof TypeError) return null; // another was wanted, or no server
      throw error;
    } finally {
      if (this.waiting.get(index) === question) this.waiting.delete(index);
    }
  }

  keep(index, picture) {
    this.pictures.set(index, picture);
    const most = Math.max(AHEAD + 2, Math.floor(MOST_BYTES / (picture.width * picture.height * 4)));
    for (const oldest of this.pictures.keys()) {
      if (this.pictures.size <= most) break;
      if (oldest === this.index) continue;
      this.pictures.get(oldest).close();
      this.pictures.delete(oldest);
    }
  }

  prefetch() {
    for (let ahead = 1; ahead <= AHEAD && this.waiting.size < AT_ONCE; ahead++) {
      let index = this.index + ahead;
      if (index > this.last) {
        if (!this.loop) break;
        index -= this.last + 1;
      }
      if (index > this.last || this.pictures.has(index) || this.waiting.has(index)) continue;
      this.picture(index).then((picture) => picture && this.prefetch());
    }
  }

  play() {
    if (this.playing || !this.film) return;
    if (this.index === this.last) this.show(0);
    this.playing = true;
    this.elapsed = 0;
    this.before = performance.now();
    this.onPlay(true);
    requestAnimationFrame((now) => this.tick(now));
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.onPlay(false);
  }

  // The film waits for a drawing that is not there yet, rather than leave it out.
  tick(now) {
    if (!this.playing) return;
    this.elapsed += Math.min(250, now - this.before) * this.speed;
    this.before = now;
    let due = this.lasts(this.index);
    while (this.elapsed >= due) {
      if (this.index === this.last && !this.loop) return this.pause();
      const next = this.index === this.last ? 0 : this.index + 1;
      if (!this.pictures.has(next)) {
        this.elapsed = due;
        if (!this.waiting.has(next)) this.picture(next);
        break;
      }
      this.elapsed -= due;
      this.show(next);
      due = this.lasts(next);
    }
    requestAnimationFrame((later) => this.tick(later));
  }

  lasts(index) {
    return (1000 * this.film.durations[index]) / this.film.fps;
  }
}
