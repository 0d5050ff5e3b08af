type Child = Node | string;

/** What an element is made with; `text` is set as text, never as markup. */
interface Made {
  readonly class?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly Child[];
}

/** Makes an element. Whatever a server sent ends up in a text node or an attribute, never in markup. */
export const make = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  made: Made = {},
): HTMLElementTagNameMap[Tag] => {
  const element = document.createElement(tag);
  if (made.class) element.className = made.class;
  if (made.text !== undefined) element.textContent = made.text;
  for (const [name, value] of Object.entries(made.attributes ?? {})) element.setAttribute(name, value);
  element.append(...(made.children ?? []));
  return element;
};

/** The element of index.html with this id; its absence, or another type, is a bug of the page. */
export const byId = <T extends HTMLElement = HTMLElement>(id: string, type?: new () => T): T => {
  const element = document.getElementById(id);
  if (!element || (type && !(element instanceof type))) throw new Error(`index.html lacks a fitting #${id}`);
  return element as T;
};

/** `dt`/`dd` pairs for a `dl`; pairs without a value are left out. */
export const pairs = (facts: Readonly<Record<string, string | undefined>>): Node[] =>
  Object.entries(facts).flatMap(([name, value]) =>
    value ? [make('div', { children: [make('dt', { text: name }), make('dd', { text: value })] })] : [],
  );
