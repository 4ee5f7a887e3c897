// SPDX-License-Identifier: EUPL-1.2
//
// Keeps an open page true. The server tells that what it shows has changed, never what
// (src/web/streams.h); the page is then fetched anew through its own address, which asks for the
// access as always, and put in the place of what stands here, with what was open left open and the
// focus where it was. A page with a form is never replaced: what others wrote is shown beside it.
//
// Nothing moves under a finger: the page waits for a moment without pointer, key or scrolling, and what
// has come is not shown while something is pressed or a form is open.
// A page that nobody sees asks for nothing. Without this script everything works as before.
(() => {
    'use strict';
    const main = document.querySelector('main[data-live]');
    const box = document.getElementById('live');
    if (!main || !box || !window.EventSource) return;

    const WAIT_MS = 5000; // until the contact is tried again, doubled each time
    const WAIT_MAX_MS = 60000;
    const REST_MS = 2000; // between two fetches
    const STILL_MS = 1200; // without pointer, key or scrolling
    const STILL_MAX_MS = 10000; // … but no longer than this
    const CLICK_MS = 400; // at most between a release and its click
    let source = null;
    let wait = WAIT_MS;
    let retry = 0;
    let due = 0; // timer of the next fetch
    let since = 0; // when it became due
    let fetched = 0;
    let touched = 0;
    let pressed = 0; // until then what is clicked on stays where it is
    let over = false;

    const say = (words) => { box.textContent = words; };

    function close() {
        clearTimeout(retry);
        if (source) source.close();
        source = null;
    }

    function end() {
        over = true;
        close();
        clearTimeout(due);
        say(box.dataset.ended);
        box.classList.add('live-warns');
    }

    function lose() {
        close();
        if (over || document.hidden) return;
        if (wait > WAIT_MS) { // the second time: it was no hiccup
            say(box.dataset.lost);
            box.classList.add('live-warns');
        }
        retry = setTimeout(open, wait * (0.75 + Math.random() / 2));
        wait = Math.min(wait * 2, WAIT_MAX_MS);
    }

    function open() {
        close();
        if (over || document.hidden) return;
        source = new EventSource(main.dataset.live);
        source.addEventListener('open', () => {
            wait = WAIT_MS;
            if (box.classList.contains('live-warns')) {
                box.classList.remove('live-warns');
                say('');
            }
        });
        source.addEventListener('changed', () => plan(0));
        source.addEventListener('ended', end);
        source.addEventListener('error', lose);
    }

    function plan(ms) {
        if (over || since) return;
        since = Date.now() + ms;
        due = setTimeout(whenStill, ms);
    }

    const isWritten = () => main.querySelector('details[open] form') && !main.dataset.liveTells;

    function whenStill() {
        const now = Date.now();
        const still = touched + STILL_MS;
        const rested = fetched + REST_MS;
        if (document.hidden) return; // since stays set: done when the page is seen again
        if (isWritten()) {
            due = setTimeout(whenStill, REST_MS);
            return;
        }
        if (rested > now || (still > now && now < since + STILL_MAX_MS && !main.dataset.liveTells)) {
            due = setTimeout(whenStill, Math.max(rested, Math.min(still, since + STILL_MAX_MS)) - now + 1);
            return;
        }
        refresh();
    }

    // What tells a row from another, so that new ones can be pointed out.
    const rows = () => [...main.querySelectorAll('li.duty, .timeline > li, tbody > tr[id]')];
    const name = (row) => row.id || row.querySelector('a.why')?.getAttribute('href') || row.textContent;

    async function show(fresh) {
        const known = new Set(rows().map(name));
        const details = [...main.querySelectorAll('details')].map((one) => [one, one.open]);
        const focus = main.contains(document.activeElement) ? document.activeElement : null;
        await window.htmx.swap({ text: fresh.innerHTML, target: main, sourceElement: main, swap: 'innerMorph', transition: false });
        for (const [one, was] of details) if (one.isConnected) one.open = was;
        for (const row of rows()) row.classList.toggle('just-now', !known.has(name(row)));
        if (focus?.isConnected && document.activeElement !== focus) focus.focus({ preventScroll: true });
        main.dataset.live = fresh.dataset.live;
        later(fresh.dataset.liveFor);
    }

    function tell(page) {
        const told = page.getElementById('sedan');
        const place = document.getElementById('sedan');
        if (!told || !place || !told.querySelector('.timeline')) return;
        place.replaceChildren(...told.childNodes);
        say(box.dataset.told);
    }

    async function refresh() {
        since = 0;
        fetched = Date.now();
        try {
            const answer = await fetch(main.dataset.liveTells ?? location.href, { headers: { 'Vaka-Live': '1' }, cache: 'no-store', redirect: 'manual' });
            if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) return end();
            if (!answer.ok) return plan(WAIT_MS);
            const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
            const fresh = page.querySelector('main[data-live]');
            if (main.dataset.liveTells) tell(page);
            else if (isWritten() || pressed > Date.now()) plan(REST_MS); // came up while it was fetched
            else if (fresh) {
                await show(fresh);
                say(page.getElementById('live').dataset.updated);
            }
        } catch {
            plan(WAIT_MS);
        }
    }

    // What changes by the clock alone, such as a duty that becomes late.
    let clockwork = 0;
    function later(seconds) {
        clearTimeout(clockwork);
        if (seconds && !main.dataset.liveTells) clockwork = setTimeout(() => plan(0), Math.min(seconds * 1000 + Math.random() * 5000, 0x7fffffff));
    }

    for (const what of ['pointermove', 'pointerdown', 'keydown', 'scroll', 'touchmove'])
        addEventListener(what, () => { touched = Date.now(); }, { passive: true });
    const release = () => { pressed = Math.min(pressed, Date.now() + CLICK_MS); };
    addEventListener('pointerdown', () => { pressed = Infinity; }, true);
    for (const what of ['pointerup', 'pointercancel', 'blur']) addEventListener(what, release, true);
    addEventListener('pointermove', (event) => { if (!event.buttons) release(); }, { passive: true });
    document.addEventListener('visibilitychange', () => {
        if (document.hidden) return close();
        open();
        if (since) whenStill();
    });
    addEventListener('pagehide', close);
    addEventListener('pageshow', (event) => { if (event.persisted) open(); });
    later(main.dataset.liveFor);
    open();
})();
