// SPDX-License-Identifier: EUPL-1.2
//
// Shows what is typed where a password is asked for, when somebody wants to see it, and hides it again
// before it is sent, so that no browser remembers it as an ordinary text. Without this script the box
// to tick is not there, and everything works as before.
(() => {
    'use strict';
    for (const field of document.querySelectorAll('[data-reveal]')) {
        const form = field.closest('form');
        const passwords = form.querySelectorAll('input[type="password"]');
        const box = field.querySelector('input');
        const show = (type) => passwords.forEach((input) => { input.type = type; });
        if (!passwords.length) continue;
        field.hidden = false;
        box.addEventListener('change', () => show(box.checked ? 'text' : 'password'));
        form.addEventListener('submit', () => show('password'));
    }
})();
