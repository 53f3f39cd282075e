// Photos and signatures that could not be sent: they go with their form when there is a signal.
const held = new Map();

/** Whether `form` may wait on the phone for a signal. */
export const mayWait = (form) => Boolean(form?.matches("[data-outbox]")) && "indexedDB" in window;

/** Keep what `element` shows: {field, name, blob, key}. */
export const hold = (element, photo) => held.set(element, photo);
export const letGo = (element) => held.delete(element);

/** What the form still holds. */
export const heldBy = (form) => [...held].filter(([element]) => element.isConnected && form.contains(element)).map(([, photo]) => photo);
