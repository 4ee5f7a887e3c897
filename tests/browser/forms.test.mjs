// SPDX-License-Identifier: EUPL-1.2
//
// Forms that cannot be accepted as they are sent: what is wrong stands at its field, what was typed
// is still there, and every way on leads somewhere.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PASSWORD, assert, browser, checkAxe, checkWidth, dayFromToday, mainText, root, serve, signIn, test, visitor } from './harness.mjs';

const field = (page, name) => page.locator(`main form.form [name="${name}"]`);
const sendForm = (page) => page.locator('main form.form .buttons button').click();
const isCase = (page) => /^\/arende\/[0-9a-z]+$/.test(new URL(page.url()).pathname);
const LONG_NEED = 'Ont i <b>knät</b>.\nSover illa & oroligt.';

async function openForm(page, person, act) {
    await page.goto('/personer');
    await page.getByRole('main').getByRole('link', { name: new RegExp(person) }).click();
    await page.getByRole('main').getByRole('link', { name: act, exact: true }).first().click();
    await field(page, 'key').waitFor({ state: 'attached' });
}

async function fillFollowUp(page) {
    await page.getByLabel('Deltog', { exact: true }).check();
    await page.getByLabel('Delvis uppnådda').check();
    await field(page, 'f.new_needs').fill(LONG_NEED);
}

async function eachWidth(page, where) {
    await checkAxe(page, where);
    await page.setViewportSize({ width: 375, height: 800 });
    await checkWidth(page, where);
    await page.setViewportSize({ width: 1280, height: 900 });
}

async function withPages(logins, options, run) {
    const server = await serve();
    const chrome = await browser();
    try {
        const pages = [];
        for (const login of logins) {
            const page = await visitor(chrome, server, options);
            await signIn(page, login);
            pages.push(page);
        }
        await run(...pages);
        for (const page of pages) assert(!page.complaints.length, `the console is silent: ${page.complaints}`);
    } finally {
        await chrome.close();
        await server.stop();
    }
}

test('faults stand at their fields and nothing typed is lost', () =>
    withPages(['sjukskoterska'], {}, async (page) => {
        await openForm(page, 'Dahlgren', 'Dokumentera uppföljning');
        await field(page, 'f.new_needs').fill(LONG_NEED);
        await field(page, 'f.next').fill('31/2');
        await field(page, 'date').fill('snart');
        await sendForm(page);
        const summary = page.getByRole('alert');
        assert(await summary.evaluate((e) => e === document.activeElement), 'the summary has the focus');
        assert((await page.title()).startsWith('Fel:'), 'the title says that something is wrong');
        await summary.getByRole('link', { name: 'Nästa uppföljning senast – Dagen ”31/2” finns inte.' }).click();
        assert(await field(page, 'f.next').evaluate((e) => e.matches(':target')), 'a fault leads to its field');
        assert((await field(page, 'f.next').inputValue()) === '31/2', 'a faulty date is kept');
        assert((await field(page, 'f.new_needs').inputValue()) === LONG_NEED, 'a text is kept as it was typed');
        await eachWidth(page, 'a form with faults');
    }));

// As somebody types or pastes: the browser keeps to maxlength, of which it says nothing.
async function paste(input, text) {
    await input.fill('');
    await input.focus();
    await input.page().keyboard.insertText(text);
}

test('what is longer than there is room for is told at its field, and nothing is cut without a word', async () => {
    for (const name of readdirSync(join(root, 'views')))
        for (const [, tag, most] of readFileSync(join(root, 'views', name), 'utf8').matchAll(/<(input|textarea)[^\n>]*? maxlength="(\d+)"/g))
            assert(Number(most) >= (tag === 'input' ? 600 : 12000), `${name}: ${tag} of ${most} is cut where the server would have told`);
    const server = await serve();
    const chrome = await browser();
    try {
        const page = await visitor(chrome, server);
        const told = async (input, words, typed, kept = typed) => {
            const id = (await input.getAttribute('aria-describedby')).split(' ').find((one) => one.endsWith('-fault'));
            const fault = await page.locator(`[id="${id}"]`).innerText();
            assert(words.test?.(fault) ?? fault === words, `told: ${fault}`);
            assert((await input.getAttribute('aria-invalid')) === 'true', 'the field is marked');
            assert((await input.inputValue()) === kept, `${(await input.inputValue()).length} of ${typed.length} are kept`);
        };
        const line = 'Högst 200 tecken ryms här. '.repeat(10).trim(), text = 'Mycket att skriva. '.repeat(300).trim();
        const tooLong = (most) => `Texten är för lång; högst ${most} tecken får plats.`;
        await page.goto('/logga-in');
        await paste(page.getByLabel('Användarnamn'), line);
        await paste(page.getByLabel('Lösenord'), line);
        await page.getByRole('button', { name: 'Logga in' }).click();
        await told(page.getByLabel('Användarnamn'), tooLong(200), line);
        await paste(page.getByLabel('Användarnamn'), 'sjukskoterska');
        await paste(page.getByLabel('Lösenord'), line.repeat(2));
        await page.getByRole('button', { name: 'Logga in' }).click();
        await told(page.getByLabel('Lösenord'), 'Lösenordet får vara högst 256 byte.', line, '');
        assert((await page.getByLabel('Användarnamn').getAttribute('aria-invalid')) !== 'true', 'the other is not wrong');
        await eachWidth(page, 'a password that is too long');
        await signIn(page, 'sjukskoterska');

        const search = page.locator('main #sok');
        await page.goto('/personer');
        await paste(search, line);
        await page.locator('#traffar', { hasText: tooLong(200) }).waitFor();
        await search.press('Enter');
        await page.locator('#sok-fault').waitFor();
        await told(search, tooLong(200), line);
        await eachWidth(page, 'a search that is too long');

        await openForm(page, 'Dahlgren', 'Dokumentera uppföljning');
        await paste(field(page, 'f.new_needs'), text);
        await paste(field(page, 'f.next'), line);
        await sendForm(page);
        await told(field(page, 'f.new_needs'), tooLong(4000), text);
        await told(field(page, 'f.next'), /datum/, line);
        await paste(field(page, 'f.new_needs'), text.repeat(5)); // more than one request has room for
        await sendForm(page);
        await told(field(page, 'f.new_needs'), tooLong(4000), text.repeat(5), text.repeat(5).slice(0, 12000));
        assert(!page.complaints.length, `the console is silent: ${page.complaints}`);

        const administrator = await visitor(chrome, server);
        await administrator.goto('/logga-in');
        await administrator.getByLabel('Användarnamn').fill('forvaltare');
        await administrator.getByLabel('Lösenord').fill(PASSWORD);
        await administrator.getByRole('button', { name: 'Logga in' }).click();
        await administrator.goto('/forvaltning/anvandare');
        await paste(administrator.locator('#sok-anvandare'), line);
        await administrator.locator('#sok-anvandare').press('Enter');
        await administrator.locator('#sok-fault', { hasText: tooLong(200) }).waitFor();
        assert((await administrator.locator('#sok-anvandare').inputValue()) === line, 'what was sought is kept');
        await eachWidth(administrator, 'users sought with too much');
    } finally {
        await chrome.close();
        await server.stop();
    }
});

test('what the routine objects to is told with its clauses, and what has happened is recorded as a deviation', () =>
    withPages(['sjukskoterska'], { javaScriptEnabled: false }, async (page) => {
        await openForm(page, 'Dahlgren', 'Dokumentera uppföljning');
        const allowed = await field(page, 'f.next').inputValue();
        await fillFollowUp(page);
        await field(page, 'f.next').fill(`${Number(allowed.slice(0, 4)) + 1}${allowed.slice(4)}`);
        await sendForm(page);
        assert((await page.getByRole('alert').getByRole('link', { name: 'H-18' }).count()) === 1, 'the clause is a link');
        assert((await field(page, 'deviation').count()) === 0, 'a plan too far ahead is no deviation');
        // Before the enrolment: nobody could have planned it, but it may have happened.
        await field(page, 'f.next').fill(dayFromToday(7));
        await field(page, 'date').fill(dayFromToday(-150));
        await field(page, 'time').fill('');
        await sendForm(page);
        await field(page, 'deviation').check();
        await sendForm(page);
        assert((await mainText(page)).includes('Något behöver rättas'), 'a deviation needs a reason');
        await field(page, 'because').fill('Gjordes före beslutet.');
        await sendForm(page);
        assert(isCase(page), 'the deviation is recorded');
        assert((await mainText(page)).includes('Gjordes före beslutet.'), 'the reason is shown');
    }));

test('the last day that the form proposes is accepted', () =>
    withPages(['sjukskoterska'], {}, async (page) => {
        await openForm(page, 'Dahlgren', 'Dokumentera uppföljning');
        assert((await mainText(page)).includes('Mål med hemsjukvården'), 'the goals stand beside the form');
        await fillFollowUp(page);
        await sendForm(page);
        assert(isCase(page), 'the follow-up is recorded');
        assert((await mainText(page)).includes('Ont i <b>knät</b>.'), 'the text is shown as it was typed');
    }));

test('when somebody else was first, what they recorded is shown and the form is kept', () =>
    withPages(['planerare', 'planerare2'], {}, async (first, second) => {
        for (const page of [first, second]) {
            await openForm(page, 'Lindqvist', 'Begär komplettering');
            await field(page, 'f.lacking').fill(page === first ? 'Läkemedelslista' : 'Vad har provats?');
        }
        await sendForm(first);
        assert(isCase(first), 'the first is recorded');
        await sendForm(second);
        const alert = second.getByRole('alert');
        assert((await alert.innerText()).includes('Läkemedelslista'), 'what was recorded meanwhile is shown');
        assert((await field(second, 'f.lacking').inputValue()) === 'Vad har provats?', 'what was typed is kept');
        await eachWidth(second, 'a conflict');
        await second.getByRole('button', { name: 'Spara ändå' }).click();
        assert((await alert.innerText()).includes('Komplettering är redan begärd'), 'the routine has its say');
    }));

test('an entry is corrected, then struck, and all of it stays to be read', () =>
    withPages(['planerare'], {}, async (page) => {
        await openForm(page, 'Lindqvist', 'Begär komplettering');
        await field(page, 'f.lacking').fill('Läkemedelslista');
        await sendForm(page);
        await page.getByRole('link', { name: /^Rätta/ }).first().click();
        assert((await field(page, 'f.lacking').inputValue()) === 'Läkemedelslista', 'the entry stands in the form');
        await field(page, 'f.lacking').fill('Aktuell läkemedelslista');
        await sendForm(page);
        assert((await mainText(page)).includes('Skriv skälet'), 'a correction needs a reason');
        await field(page, 'because').fill('Otydligt.');
        await sendForm(page);
        await page.getByRole('link', { name: /^Rätta/ }).first().click();
        await page.getByRole('link', { name: 'Stryk hela uppgiften i stället' }).click();
        await field(page, 'because').fill('Fel person.');
        await eachWidth(page, 'striking');
        await sendForm(page);
        const text = await mainText(page);
        for (const part of ['Aktuell läkemedelslista', 'Otydligt.', 'Fel person.', 'Besluta om anslutning'])
            assert(text.includes(part), `the case still shows: ${part}`);
    }));

test('a form whose session has ended is shown again after signing in', () =>
    withPages(['sjukskoterska'], { javaScriptEnabled: false }, async (page) => {
        await openForm(page, 'Dahlgren', 'Dokumentera uppföljning');
        await fillFollowUp(page);
        await page.context().clearCookies();
        await sendForm(page);
        await page.getByLabel('Användarnamn').fill('sjukskoterska');
        await page.getByLabel('Lösenord').fill(process.env.VAKA_DEMO_PASSWORD ?? 'vaka-hela-natten');
        await page.getByRole('button', { name: 'Logga in' }).click();
        assert((await field(page, 'f.new_needs').inputValue()) === LONG_NEED, 'the text came along');
        await sendForm(page);
        assert(isCase(page), 'the form is accepted');
    }));

test('a person who is there already is not added again', () =>
    withPages(['avdelning'], {}, async (page) => {
        await page.goto('/personer');
        const listed = page.getByRole('main').getByRole('listitem').filter({ hasText: 'Åkesson' });
        const number = (await listed.innerText()).match(/\d{8}-\d{4}/)[0];
        await page.goto('/personer/ny');
        await field(page, 'f.number').fill(number);
        await field(page, 'f.given_name').fill('Greta');
        await field(page, 'f.family_name').fill('Åkesson');
        await sendForm(page);
        assert((await field(page, 'f.given_name').inputValue()) === 'Greta', 'what was typed is kept');
        await page.getByRole('link', { name: 'Öppna personens ärende' }).click();
        assert(isCase(page), 'the person who was meant is found');
    }));
