/** The style sheet of `/docs`. */
export const styles = `
:root { color-scheme: light dark; --ink: #1d2420; --soft: #55605a; --line: #d9dfdb; --ground: #fbfcfb; --raised: #f0f4f1; --accent: #1f6f4a; --write: #8a5a00; --remove: #a3302b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebe8; --soft: #a3aea8; --line: #343c38; --ground: #151918; --raised: #1f2523; --accent: #7fd0a6; --write: #e3b562; --remove: #f0938e; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; display: grid; grid-template-columns: 19rem minmax(0, 1fr); background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line); font-size: 0.875rem; }
nav h2 { margin: 1.25rem 0 0.25rem; font-size: 0.875rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: grid; grid-template-columns: 3.4rem minmax(0, 1fr); align-items: baseline; padding: 0.2rem 0; overflow-wrap: anywhere; }
nav a { color: inherit; text-decoration: none; }
a { color: var(--accent); }
a:hover, nav a:hover { text-decoration: underline; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
main { max-width: 56rem; padding: 2rem clamp(1rem, 4vw, 3.5rem) 6rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 0.5rem; }
h1 small { font-size: 1rem; font-weight: 400; color: var(--soft); }
h2 { margin: 3rem 0 0.5rem; font-size: 1.375rem; }
h3 { margin: 0; font-size: 1.0625rem; overflow-wrap: anywhere; }
h4 { margin: 1.25rem 0 0.25rem; font-size: 0.9375rem; }
p { max-width: 42rem; margin: 0.35rem 0; }
article { margin: 1.5rem 0; padding-top: 1.5rem; border-top: 1px solid var(--line); }
.summary { font-size: 1.0625rem; }
.scope, .limits, .optional, .meaning { color: var(--soft); }
.scope { font-size: 0.9375rem; }
code, pre { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; font-size: 0.875em; }
pre { overflow-x: auto; padding: 0.9rem 1rem; border-radius: 6px; background: var(--raised); }
.method { display: inline-block; min-width: 4.2em; font: 700 0.75rem/1.4 ui-monospace, Menlo, Consolas, monospace; color: var(--accent); }
.method.post, .method.put, .method.patch { color: var(--write); }
.method.delete { color: var(--remove); }
.tree { list-style: none; margin: 0; padding: 0; font-size: 0.9375rem; }
.tree .tree { margin: 0.15rem 0 0.15rem 0.35rem; padding-left: 1rem; border-left: 1px solid var(--line); }
.tree li { padding: 0.2rem 0; overflow-wrap: anywhere; }
.tree .branches > li { padding-bottom: 0.5rem; }
.name { font-weight: 600; }
.type { color: var(--accent); font-size: 0.875rem; }
.limits, .optional { font-size: 0.8125rem; }
.meaning { font-size: 0.875rem; max-width: 42rem; }
details { margin-top: 1rem; }
.branches details { margin: 0; }
summary { cursor: pointer; font-weight: 600; font-size: 0.9375rem; }
.refusals { margin: 0.35rem 0; padding-left: 1.1rem; font-size: 0.9375rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9375rem; }
th, td { padding: 0.45rem 0.9rem 0.45rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
tr:target, article:target { background: var(--raised); }
@media (max-width: 48rem) { body { display: block; } nav { position: static; height: auto; max-height: 40vh; border-right: 0; border-bottom: 1px solid var(--line); } nav li a { padding: 0.45rem 0; } }
@media print { nav { display: none; } body { display: block; } }
`;
