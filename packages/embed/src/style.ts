/** One sheet for all elements. Shops set the custom properties, and style the parts. */
export const css = `
:host { display: block; font: var(--trofast-font, inherit); color: var(--trofast-color, inherit); }
:host([hidden]) { display: none; }
form { display: grid; gap: var(--trofast-gap, .5rem); justify-items: start; margin: 0; }
p { margin: 0; }
label { display: grid; gap: .25rem; }
input {
  font: inherit; color: inherit; background: var(--trofast-field, transparent);
  border: 1px solid var(--trofast-line, currentColor); border-radius: var(--trofast-radius, .25rem);
  padding: .5em .6em; min-width: 12em; box-sizing: border-box;
}
button {
  font: inherit; cursor: pointer; padding: .5em .9em; min-height: 2.75em;
  color: var(--trofast-on-accent, #fff); background: var(--trofast-accent, #1d4f3a);
  border: 1px solid transparent; border-radius: var(--trofast-radius, .25rem);
}
button[part~="quiet"] { color: inherit; background: none; border-color: var(--trofast-line, currentColor); }
button[aria-disabled="true"] { opacity: .6; cursor: progress; }
:focus-visible { outline: 2px solid var(--trofast-focus, currentColor); outline-offset: 2px; }
[part~="amount"] { font-weight: 700; }
[part~="code"] { font-family: ui-monospace, monospace; font-size: 1.2em; letter-spacing: .06em; user-select: all; }
[part~="error"] { color: var(--trofast-error, #a4161a); }
[part~="actions"] { display: flex; flex-wrap: wrap; gap: var(--trofast-gap, .5rem); }
`;
