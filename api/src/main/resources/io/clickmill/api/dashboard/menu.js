// A button that opens a sheet under it.

import { useEffect, useRef } from 'preact/hooks';
import { html } from './html.js';

/**
 * @param {object} props
 * @param {any} props.app
 * @param {string} props.name the menu of this name is open if app.ui.menu has the name
 * @param {any} props.label
 * @param {string} [props.title] says what the button is for, if its label does not
 * @param {string} [props.kind] class of the button
 * @param {any} [props.children]
 */
export function Menu({ app, name, label, title, kind = 'button', children }) {
  const root = useRef(/** @type {HTMLElement|null} */ (null));
  const open = app.ui.menu === name;
  useEffect(() => {
    if (!open) {
      return undefined;
    }
    const close = (/** @type {Event} */ event) => root.current?.contains(/** @type {Node} */ (event.target)) || app.set({ menu: null });
    document.addEventListener('pointerdown', close);
    const sheet = root.current?.querySelector('.sheet');
    const first = sheet?.querySelector('[aria-current="true"], [data-first]') ?? sheet?.querySelector('input, select, button');
    /** @type {HTMLElement|null|undefined} */ (first)?.focus();
    return () => {
      document.removeEventListener('pointerdown', close);
      if (document.activeElement === document.body) root.current?.querySelector('button')?.focus({ preventScroll: true });
    };
  }, [open]);

  const leave = () => {
    app.set({ menu: null });
    root.current?.querySelector('button')?.focus();
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Escape' && open) {
      event.stopPropagation();
      leave();
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && open && event.target instanceof HTMLButtonElement) {
      const items = [...(root.current?.querySelectorAll('.sheet button') ?? [])];
      const next = items[items.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1)];
      /** @type {HTMLElement|undefined} */ (next)?.focus();
      event.preventDefault();
    }
  };
  const onFocusOut = (/** @type {FocusEvent} */ event) => {
    const to = /** @type {Node|null} */ (event.relatedTarget);
    if (open && to !== null && !root.current?.contains(to)) {
      app.set({ menu: null });
    }
  };
  return html`<div class="menu" ref=${root} onKeyDown=${onKeyDown} onFocusOut=${onFocusOut}>
    <button type="button" class=${kind} aria-expanded=${open} aria-haspopup="dialog" title=${title} onClick=${() => app.set({ menu: open ? null : name })}>
      ${title && html`<span class="hidden">${title}: </span>`}${label}<span class="caret" aria-hidden="true"></span>
    </button>
    ${open && html`<div class="sheet" role="dialog" aria-label=${title ?? label}>${children}</div>`}
  </div>`;
}

/**
 * A list of choices in a menu.
 *
 * @param {object} props
 * @param {any} props.app
 * @param {{id: string, label: string, key?: string, hint?: string}[]} props.choices
 * @param {string|null} props.chosen
 * @param {(id: string) => void} props.onChoose
 */
export function Choices({ app, choices, chosen, onChoose }) {
  const choose = (/** @type {string} */ id) => {
    app.set({ menu: null });
    onChoose(id);
  };
  return html`<ul class="choices">${choices.map(({ id, label, key, hint }) => html`<li key=${id}>
    <button type="button" aria-current=${id === chosen ? 'true' : undefined} onClick=${() => choose(id)}>
      <span>${label}${hint && html`<small>${hint}</small>`}</span>${key && app.ui.shortcuts && html`<kbd>${key}</kbd>`}
    </button></li>`)}</ul>`;
}
