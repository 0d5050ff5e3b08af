type Child = Node | string;

/** The content of a new element. `text` becomes a text node, never markup. */
interface Made {
  readonly class?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly Child[];
}

/** Creates an element. Text from a server becomes a text node or an attribute, never markup. */
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

/** Returns the element of index.html with this id. Throws if it is missing or has another type: a bug of the page. */
export const byId = <T extends HTMLElement = HTMLElement>(id: string, type?: new () => T): T => {
  const element = document.getElementById(id);
  if (!element || (type && !(element instanceof type))) throw new Error(`index.html has no suitable #${id}`);
  return element as T;
};

/** Creates `dt`/`dd` pairs for a `dl`, without those that have no value. */
export const pairs = (facts: Readonly<Record<string, string | undefined>>): Node[] =>
  Object.entries(facts).flatMap(([name, value]) =>
    value ? [make('div', { children: [make('dt', { text: name }), make('dd', { text: value })] })] : [],
  );
