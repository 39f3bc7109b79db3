// A button that copies a text.

import { useState } from 'preact/hooks';
import { html } from './html.js';

/** @param {string} text */
async function copy(text) {
  if (navigator.clipboard !== undefined) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Pages over plain http from another machine have no clipboard; there the browser copies what is marked.
  const area = Object.assign(document.createElement('textarea'), { value: text });
  (document.querySelector('dialog[open]') ?? document.body).append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

/** @param {{text: () => string, label: string, title?: string, kind?: string}} props */
export function Copy({ text, label, title, kind = 'button' }) {
  const [done, setDone] = useState(false);
  const onClick = async () => {
    await copy(text());
    setDone(true);
    setTimeout(() => setDone(false), 2000);
  };
  return html`<button type="button" class=${kind} title=${title} onClick=${onClick}>${done ? 'Copied' : label}</button><span class="hidden" role="status">${done ? 'Copied' : ''}</span>`;
}
