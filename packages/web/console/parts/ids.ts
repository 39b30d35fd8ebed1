/** An id for something that is sent from here: sent again, it is known by it. */
export const newId = (): string =>
  `console-${[...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
