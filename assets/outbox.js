// SPDX-License-Identifier: EUPL-1.2
//
// What is written without network waits on the device and is sent when the network is back, once: the
// form's own key (idempotency) lets the server know it again. Only forms that stand alone wait
// (data-waits): what somebody saw holds whatever others have written meanwhile. What waits is kept
// encrypted, under a key that this browser does not give away, until it is sent or taken away by hand;
// it is sent only as whoever wrote it. See docs/adr/0016.
(() => {
    'use strict';
    const box = document.getElementById('utkorg');
    if (!box || !window.indexedDB || !window.crypto?.subtle) return;
    const text = box.dataset;
    const list = box.querySelector('ul');
    const HEALTH_MS = 4000;
    const SEND_MS = 20000;
    const SOON_MS = 1000; // until it is tried again, doubled each time
    const AGAIN_MS = 30000;
    let sending = false;
    let again = false; // asked for while it was under way
    let pause = SOON_MS;
    let timer = 0;

    // ---- the device ----

    const wish = (request) => new Promise((done, failed) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => failed(request.error);
    });

    function open() {
        const request = indexedDB.open('vaka', 1);
        request.onupgradeneeded = () => {
            request.result.createObjectStore('keys');
            request.result.createObjectStore('waiting');
        };
        return wish(request);
    }

    async function store(name, mode, use) {
        const database = await open();
        try {
            return await wish(use(database.transaction(name, mode).objectStore(name)));
        } finally {
            database.close();
        }
    }

    async function secret() {
        const known = await store('keys', 'readonly', (keys) => keys.get('waiting'));
        if (known) return known;
        const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
        await store('keys', 'readwrite', (keys) => keys.put(made, 'waiting'));
        return made;
    }

    async function keep(entry) {
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await secret(), new TextEncoder().encode(JSON.stringify(entry)));
        await store('waiting', 'readwrite', (waiting) => waiting.put({ iv, data }, entry.key));
    }

    const drop = (key) => store('waiting', 'readwrite', (waiting) => waiting.delete(key));

    async function all() {
        const kept = await store('waiting', 'readonly', (waiting) => waiting.getAll());
        if (!kept.length) return [];
        const key = await secret();
        const entries = [];
        for (const { iv, data } of kept) {
            const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, data);
            entries.push(JSON.parse(new TextDecoder().decode(plain)));
        }
        return entries.sort((a, b) => a.at - b.at);
    }

    // ---- what is shown ----

    function button(words, act) {
        const one = document.createElement('button');
        one.type = 'button';
        one.className = 'ds-button';
        one.dataset.variant = 'tertiary';
        one.textContent = words;
        one.addEventListener('click', act);
        return one;
    }

    // The form is sent by the browser itself, so that the server shows what is wrong with it.
    function look(entry) {
        const form = document.createElement('form');
        form.method = 'post';
        form.action = entry.url;
        for (const [name, value] of new URLSearchParams(entry.body)) {
            const input = document.createElement('input');
            input.type = 'hidden';
            input.name = name;
            input.value = name === 'csrf' ? token() : value;
            form.append(input);
        }
        document.body.append(form);
        form.submit();
    }

    async function show() {
        const entries = await all();
        const own = entries.filter((one) => one.who === text.who);
        list.replaceChildren();
        for (const entry of own) {
            const row = document.createElement('li');
            const words = document.createElement('p');
            const name = document.createElement('strong');
            name.textContent = entry.label;
            words.append(name, ` – ${entry.refused ? text.refused : text.waiting}`);
            row.append(words);
            if (entry.refused) row.append(button(text.open, () => look(entry)));
            row.append(button(text.drop, async () => {
                if (!confirm(text.sure)) return;
                await drop(entry.key);
                await show();
            }));
            list.append(row);
        }
        if (entries.length > own.length) {
            const row = document.createElement('li');
            row.textContent = text.others;
            list.append(row);
        }
        box.hidden = !entries.length;
    }

    // ---- sending ----

    const token = () => document.querySelector('input[name=csrf]')?.value ?? '';

    // Whether the next one may be tried.
    async function send(entry) {
        const body = new URLSearchParams(entry.body);
        body.set('csrf', token());
        const answer = await fetch(entry.url, { method: 'POST', body, redirect: 'manual', cache: 'no-store', signal: AbortSignal.timeout(SEND_MS) });
        if (answer.type === 'opaqueredirect') {
            await drop(entry.key);
            return true;
        }
        if (answer.status === 401 || answer.status === 429 || answer.status >= 500) return false; // another time
        entry.refused = true;
        await keep(entry);
        return true;
    }

    const ready = async () => (await all()).filter((one) => one.who === text.who && !one.refused);

    async function flush() {
        again = sending;
        if (sending) return;
        sending = true;
        try {
            for (const entry of await ready())
                if (!(await send(entry))) break;
        } catch {
            // no network: they wait
        } finally {
            sending = false;
        }
        await show();
        if (again) return flush();
        clearTimeout(timer);
        if (!(await ready()).length) return;
        timer = setTimeout(flush, pause);
        pause = Math.min(pause * 2, AGAIN_MS);
    }

    // The browser says that there is a network, or somebody looks again: what it says is a hope (a
    // network that is up may lead nowhere yet), so that it is tried at once, and soon again.
    function hope() {
        pause = SOON_MS;
        flush();
    }

    async function reachable() {
        try {
            const answer = await fetch('/halsa', { cache: 'no-store', signal: AbortSignal.timeout(HEALTH_MS) });
            return answer.ok;
        } catch {
            return false;
        }
    }

    // Kept first, then sent: whatever happens to the network in between, nothing is lost.
    async function submit(event) {
        const form = event.target;
        event.preventDefault();
        const body = new URLSearchParams(new FormData(form));
        const entry = { key: body.get('key'), url: new URL(form.action).pathname, body: body.toString(), who: text.who, label: form.dataset.waits, at: Date.now() };
        try {
            await keep(entry);
        } catch {
            return form.submit(); // no room on the device: as without this script
        }
        if (await reachable()) return form.submit();
        await show();
        form.hidden = true;
        box.scrollIntoView();
        box.focus();
        hope();
    }

    // A form that stood ready on a page is of the moment at which it is opened, by the server's clock.
    const said = document.querySelector('[data-at]')?.dataset.at;
    const ahead = said ? new Date(said) - Date.now() : 0;
    const QUARTER_MS = 15 * 60000;
    const two = (number) => String(number).padStart(2, '0');
    const clock = (at) => `${two(at.getHours())}:${two(at.getMinutes())}`;
    const day = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    function take(event) {
        if (!event.target.open || event.target.dataset.taken) return;
        event.target.dataset.taken = 'true'; // what has been typed since is left alone
        const now = new Date(Date.now() + ahead);
        const to = new Date(Math.floor(now / QUARTER_MS) * QUARTER_MS);
        const from = new Date(to - 2 * QUARTER_MS);
        const values = { date: day(now), time: clock(now), from: clock(from), to: clock(to), 'from-date': day(from) };
        for (const input of event.target.querySelectorAll('input[data-now]')) input.value = values[input.dataset.now];
    }

    const form = document.querySelector('form[data-waits]');
    document.addEventListener('submit', (event) => { if (event.target.dataset.waits) submit(event); });
    document.addEventListener('toggle', take, true);
    addEventListener('online', hope);
    document.addEventListener('visibilitychange', () => { if (!document.hidden) hope(); });
    // A form that the server shows again is on the page, and no longer waits.
    const shown = form?.querySelector('input[name=key]')?.value;
    (shown ? drop(shown) : Promise.resolve()).then(flush);
})();
