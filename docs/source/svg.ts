/** A place in a drawing, user units. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** How a text looks: `class` is one of the classes of `STYLE`. */
interface TextStyle {
  readonly class?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

/** Colours follow the reader's scheme. The fonts are those of the reader's system. */
const STYLE = `
text { font: 14px system-ui, sans-serif; fill: #1f2328 }
.paper { fill: #ffffff; stroke: #d0d7de }
.group { fill: #f6f8fa; stroke: #8c959f }
.part { fill: #ffffff; stroke: #57606a }
.title { font-weight: 600 }
.note { fill: #57606a; font-size: 12.5px }
.code { font-family: ui-monospace, monospace; font-size: 12.5px }
.number { fill: #0969da }
.digit { fill: #ffffff; font-size: 12px; font-weight: 600 }
.line { fill: none; stroke: #57606a; stroke-width: 1.5 }
.head { fill: #57606a }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .paper { fill: #0d1117; stroke: #30363d }
  .group { fill: #161b22; stroke: #6e7681 }
  .part { fill: #0d1117; stroke: #8b949e }
  .note { fill: #9198a1 }
  .number { fill: #1f6feb }
  .digit { fill: #ffffff }
  .line { stroke: #9198a1 }
  .head { fill: #9198a1 }
}`;

export const rectangle = ({ x, y, width, height }: Box, style: string): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" class="${style}"/>`;

export const label = ({ x, y }: Point, words: string, { class: style, anchor = 'start' }: TextStyle = {}): string =>
  `<text x="${x}" y="${y}"${style ? ` class="${style}"` : ''}${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}>${escaped(words)}</text>`;

/** A number in a circle, whose centre is the point. */
export const numeral = ({ x, y }: Point, number: number): string =>
  `<circle cx="${x}" cy="${y}" r="10" class="number"/>${label({ x, y: y + 4 }, String(number), { class: 'digit', anchor: 'middle' })}`;

/** A horizontal arrow to the right or to the left. */
export const arrow = (from: Point, toX: number): string =>
  `<path d="M${from.x} ${from.y}H${toX}" class="line" marker-end="url(#head)"/>`;

/** A bracket that opens to the left, around a range of heights. */
export const bracket = ({ x, y }: Point, height: number): string =>
  `<path d="M${x} ${y}h6v${height}h-6" class="line"/>`;

/** A whole drawing. The title and the description are for readers who do not see it. */
export const drawing = (
  size: Pick<Box, 'width' | 'height'>,
  { title, description }: { readonly title: string; readonly description: string },
  parts: readonly string[],
): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-labelledby="title description">
<title id="title">${escaped(title)}</title>
<desc id="description">${escaped(description)}</desc>
<style>${STYLE}
</style>
<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L10 5L0 10z" class="head"/></marker></defs>
${parts.join('\n')}
</svg>
`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
