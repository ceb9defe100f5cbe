// A strip of the last states of one instance: a square for each poll, the newest at the right.

const SQUARES = 60;
const WIDTH = 3;
const HEIGHT = 16;
const HEIGHTS = { good: 6, warn: 11, bad: 16, quiet: 2 };

/** The colours of all strips. Read them once for many strips. */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(Object.keys(HEIGHTS).map((tone) => [tone, style.getPropertyValue(`--${tone}`)]));
}

/** A strip whose height says the same as its colour. Its canvas is made when it is drawn for the first time. */
export class HeatStrip {
  constructor() {
    this.tones = [];
    this.canvas = null;
  }

  add(tone) {
    this.tones.push(tone);
    if (this.tones.length > SQUARES) this.tones.shift();
  }

  /** Draws the strip and returns its canvas. */
  draw(colours) {
    if (!this.canvas) {
      this.canvas = document.createElement('canvas');
      this.canvas.width = SQUARES * WIDTH;
      this.canvas.height = HEIGHT;
      this.canvas.className = 'heat';
      this.canvas.setAttribute('role', 'img');
    }
    const pen = this.canvas.getContext('2d');
    pen.clearRect(0, 0, this.canvas.width, HEIGHT);
    this.tones.forEach((each, index) => {
      pen.fillStyle = colours[each];
      pen.fillRect((SQUARES - this.tones.length + index) * WIDTH, HEIGHT - HEIGHTS[each], WIDTH - 1, HEIGHTS[each]);
    });
    const bad = this.tones.filter((each) => each === 'bad' || each === 'warn').length;
    const text = bad === 0 ? 'Up to date all the time' : `Not up to date in ${bad} of the last ${this.tones.length} answers`;
    if (this.canvas.getAttribute('aria-label') !== text) this.canvas.setAttribute('aria-label', text);
    return this.canvas;
  }
}
