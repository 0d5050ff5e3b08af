/** The styles of a report. Their hash is in its content security policy. */
export const REPORT_STYLES = `
:root { color-scheme: light dark; }
body { margin: 2rem auto; max-width: 70rem; padding-inline: 1rem; font: 15px/1.5 system-ui, sans-serif; }
h2 { margin-top: 2rem; }
h3 { margin: 1rem 0 0.3rem; font-size: 1rem; overflow-wrap: anywhere; }
dl { display: grid; gap: 0.2rem; margin: 0; }
dl div { display: grid; grid-template-columns: 14rem minmax(0, 1fr); gap: 0.75rem; }
dd { margin: 0; font-family: ui-monospace, monospace; font-size: 0.87em; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.87em; }
th, td { padding: 0.3rem 0.5rem; border: 1px solid; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
th { white-space: nowrap; }
.differs td:last-child, .missing td:last-child { font-weight: 700; }
pre { margin: 0.3rem 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.8em; }
section, tr { break-inside: avoid; }
@media (width <= 40rem) { dl div { grid-template-columns: minmax(0, 1fr); gap: 0; } }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } .wide { overflow: visible; } }
`;
