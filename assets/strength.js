// SPDX-License-Identifier: EUPL-1.2
//
// Says while a new password is typed how far it is from being long enough, and whether it is easily
// guessed. The server decides when it is sent, and knows the passwords that are tried first; without
// this script the same is told then.
(() => {
    'use strict';
    const LEAST = 12; // characters, as the server demands
    const LONG = 16;
    const FEW = 5; // different characters
    const rate = (text) => {
        const characters = [...text];
        if (!characters.length) return { level: 0, word: '' };
        if (characters.length < LEAST) return { level: 1, word: 'short', left: LEAST - characters.length };
        if (new Set(text.toLowerCase()).size < FEW) return { level: 1, word: 'few' };
        return characters.length < LONG ? { level: 2, word: 'enough' } : { level: 3, word: 'long' };
    };
    for (const strength of document.querySelectorAll('[data-strength]')) {
        const input = strength.parentElement.querySelector('input');
        const meter = strength.querySelector('meter');
        const words = strength.querySelector('[role="status"]');
        let later;
        input.addEventListener('input', () => {
            const { level, word, left } = rate(input.value);
            strength.hidden = false;
            meter.value = level;
            // Said once typing pauses, so that a screen reader is not talked over.
            clearTimeout(later);
            later = setTimeout(() => {
                words.textContent = (word ? strength.dataset[word] : '') + (left ? `: ${left}` : '');
            }, 300);
        });
    }
})();
