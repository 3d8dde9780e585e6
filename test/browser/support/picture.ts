/** What is drawn, in pixels of the screen, as the browser lays it out. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface DrawnNode extends Box {
  readonly id: string;
  readonly texts: readonly (Box & { readonly text: string; readonly isMark: boolean })[];
}

export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  /** Every bend, from the first end to the last. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Picture {
  readonly whole: Box;
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  /** Texts outside boxes: title, columns, legend, foot. */
  readonly around: readonly (Box & { readonly text: string })[];
  readonly fontSizes: readonly number[];
  readonly scrollWidth: number;
}

/** Runs in the page: measures an SVG document that was opened by itself. */
export const measure = `(() => {
  const svg = document.documentElement;
  const scale = svg.getScreenCTM().a;
  const boxOf = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { left, top, right, bottom };
  };
  const withText = (element) => ({ ...boxOf(element), text: element.textContent });
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const onScreen = (path) => {
    const matrix = path.getScreenCTM();
    const numbers = path.getAttribute('d').match(/-?[\\d.]+/g).map(Number);
    const points = [];
    for (let at = 0; at < numbers.length; at += 2) {
      const { x, y } = new DOMPoint(numbers[at], numbers[at + 1]).matrixTransform(matrix);
      points.push({ x, y });
    }
    return points;
  };
  const texts = all(svg, 'text');
  return {
    whole: boxOf(svg),
    nodes: all(svg, 'g.node').map((node) => ({
      id: node.dataset.id,
      ...boxOf(node.querySelector('rect')),
      texts: all(node, 'text').map((text) => ({ ...withText(text), isMark: text.classList.contains('mark') })),
    })),
    edges: all(svg, 'path.edge').map((path) => ({ from: path.dataset.from, to: path.dataset.to, points: onScreen(path) })),
    around: texts.filter((text) => !text.closest('g.node') && !text.classList.contains('mark')).map(withText),
    fontSizes: texts.map((text) => Number.parseFloat(getComputedStyle(text).fontSize) * scale),
    scrollWidth: document.documentElement.scrollWidth,
  };
})()`;

export const overlap = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

export const within = (inner: Box, outer: Box, tolerance = 0): boolean =>
  inner.left >= outer.left - tolerance &&
  inner.right <= outer.right + tolerance &&
  inner.top >= outer.top - tolerance &&
  inner.bottom <= outer.bottom + tolerance;

/** Whether a point is on the border of a box. */
export function isAtBorder({ x, y }: { readonly x: number; readonly y: number }, box: Box, tolerance = 1.5): boolean {
  const near = (a: number, b: number) => Math.abs(a - b) <= tolerance;
  const besideX = x >= box.left - tolerance && x <= box.right + tolerance;
  const besideY = y >= box.top - tolerance && y <= box.bottom + tolerance;
  return (
    (besideY && (near(x, box.left) || near(x, box.right))) || (besideX && (near(y, box.top) || near(y, box.bottom)))
  );
}

/** The stretches of an edge as boxes without thickness. */
export function stretches({ points }: DrawnEdge): Box[] {
  return points.slice(1).map((to, index) => {
    const from = points[index] ?? to;
    const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
    return { left, right, top: Math.min(from.y, to.y), bottom: Math.max(from.y, to.y) };
  });
}

/** A box without its border, so that what runs along it does not count. */
export const inside = (box: Box, border = 2): Box => ({
  left: box.left + border,
  top: box.top + border,
  right: box.right - border,
  bottom: box.bottom - border,
});
