// SPDX-License-Identifier: EUPL-1.2
//
// The administrator registers people: an organisation, a unit, a user with a first password and an
// assignment; ends the assignment, disables the user. No case is seen on the way.
import { readFileSync } from 'node:fs';

import { assert, browser, dayFromToday, look, mainText, openCase, PASSWORD, send, serve, signIn, test, visitor } from './harness.mjs';

const fill = (page, label, text) => page.getByRole('main').getByLabel(label, { exact: true }).fill(text);
const press = (page, name) => page.getByRole('main').getByRole('button', { name }).first().click();
const follow = (page, name) => page.getByRole('main').getByRole('link', { name }).first().click();

async function typePassword(page, login, password) {
    await page.goto('/logga-in');
    await fill(page, 'Användarnamn', login);
    await fill(page, 'Lösenord', password);
    await press(page, 'Logga in');
}

async function withAdministrator(walk, options) {
    const server = await serve(options);
    const chrome = await browser();
    try {
        const page = await visitor(chrome, server);
        await typePassword(page, 'forvaltare', PASSWORD);
        await page.goto('/forvaltning');
        await walk(page, chrome, server);
        assert(!page.complaints.length, page.complaints.join('\n'));
    } finally {
        await chrome.close();
        await server.stop();
    }
}

test('people: an organisation, a unit, a user, an assignment and its end', () =>
    withAdministrator(async (page, chrome, server) => {
        await look(page, 'people');
        await follow(page, 'Ny organisation');
        await press(page, 'Spara');
        assert((await mainText(page)).includes('Något behöver rättas'), 'what is needed is told');
        await look(page, 'people organisation');
        await fill(page, 'Namn', 'Åsbo kommun');
        await page.getByLabel('Kommun', { exact: true }).check();
        await page.getByLabel('Omsorgsgivare').check();
        await page.getByRole('main').getByLabel(/^HSA-id/).fill('fel');
        await press(page, 'Spara');
        assert((await page.getByRole('main').getByLabel('Namn', { exact: true }).inputValue()) === 'Åsbo kommun', 'nothing typed is lost');
        await page.getByRole('main').getByLabel(/^HSA-id/).fill('se2120000142-asbo');
        await press(page, 'Spara');
        assert((await mainText(page)).includes('SE2120000142-ASBO'), 'the HSA-id in normal form');

        await follow(page, 'Ny enhet');
        await page.locator('main form.form').evaluate((form) => (form.noValidate = true));
        await press(page, 'Spara');
        assert((await page.getByRole('alert').innerText()).includes('Organisation – Välj ett av alternativen.'), 'what is chosen is not to be filled in');
        await fill(page, 'Namn', 'Åsbo hemsjukvård');
        await page.getByLabel('Typ av enhet').selectOption({ label: 'Hemsjukvårdsenhet' });
        await page.getByRole('main').getByLabel('Organisation', { exact: true }).selectOption({ label: 'Åsbo kommun' });
        await press(page, 'Spara');
        await page.getByRole('link', { name: 'Åsbo hemsjukvård' }).waitFor();

        await follow(page, 'Användare');
        await look(page, 'people users');
        await follow(page, 'Ny användare');
        await fill(page, 'Användarnamn', 'sjukskoterska');
        await fill(page, 'Namn', 'Örjan Provare');
        await press(page, 'Spara');
        assert((await mainText(page)).includes('upptaget') || (await mainText(page)).includes('redan'), 'a taken user name is told');
        await fill(page, 'Användarnamn', 'orjan');
        await press(page, 'Spara');
        await page.getByRole('heading', { level: 1, name: 'Örjan Provare' }).waitFor();
        await follow(page, 'Nytt uppdrag');
        await page.getByLabel('Enhet', { exact: true }).selectOption({ label: 'Åsbo hemsjukvård' });
        await page.getByLabel('Roll').selectOption({ label: 'Sjuksköterska' });
        await look(page, 'people assignment');
        await press(page, 'Spara');
        await press(page, 'Ge ett nytt första lösenord');
        const forgotten = await page.locator('.key-words').innerText();
        await look(page, 'people user');
        const anew = page.getByRole('button', { name: 'Ge nytt lösenord' });
        assert(!(await anew.isVisible()), 'a password that is used is not replaced by one press');
        await page.getByText('Ge ett nytt första lösenord').press('Enter');
        assert((await mainText(page)).includes('Örjan Provare loggas ut överallt'), 'it is told what follows');
        await look(page, 'people user, a new password');
        await press(page, 'Ge nytt lösenord');
        const first = await page.locator('.key-words').innerText();
        assert(first !== forgotten, 'another one');

        const user = await visitor(chrome, server);
        await typePassword(user, 'orjan', first);
        assert(new URL(user.url()).pathname === '/konto/losenord', 'a first password is changed first');
        await user.goto('/personer');
        assert(new URL(user.url()).pathname === '/konto/losenord', 'before anything else');
        await look(user, 'first password');
        await fill(user, 'Nuvarande lösenord', first);
        await fill(user, 'Nytt lösenord', 'mitt alldeles egna');
        await fill(user, 'Nytt lösenord en gång till', 'mitt alldeles egna');
        await press(user, 'Byt lösenord');
        await user.waitForURL('**/personer');

        // The assignment ends; the session that works in it is over when its last day is.
        await page.goto(page.url().replace('/losenord', ''));
        await follow(page, 'Avsluta');
        await fill(page, 'Sista dag', dayFromToday(-1));
        await press(page, 'Avsluta uppdraget');
        assert((await mainText(page)).includes('ligger före'), 'an end before the beginning is told');
        await fill(page, 'Sista dag', dayFromToday(0));
        await press(page, 'Avsluta uppdraget');
        assert((await mainText(page)).includes(' – '), 'from and to are shown');

        await follow(page, 'Stäng av');
        await page.getByLabel('Varför?').fill('Har slutat');
        await press(page, 'Stäng av');
        assert((await mainText(page)).includes('kan inte logga in'), 'told that the user is disabled');
        await user.goto('/personer');
        assert(new URL(user.url()).pathname === '/logga-in', 'the session ended');
        await typePassword(user, 'orjan', 'mitt alldeles egna');
        assert((await mainText(user)).includes('stämmer inte'), 'a disabled user is told no more than anybody');
        // No case, and no search, for the administrator.
        for (const path of ['/', '/personer', '/framat']) {
            const answer = await page.goto(path);
            assert(answer.status() === 403 || new URL(page.url()).pathname.startsWith('/rutin') || new URL(page.url()).pathname.startsWith('/forvaltning'), `${path} is closed`);
        }
    }));

test('people: an area is registered, changed from a day and may not overlap', () =>
    withAdministrator(async (page) => {
        const postal = () => page.getByLabel(/^Postnummer/);
        const add = async (name, codes) => {
            await page.goto('/forvaltning/ny/area_registered');
            await fill(page, 'Namn', name);
            await page.getByLabel('Organisation').selectOption('Demokommunen');
            await postal().fill(codes);
        };
        await page.goto('/forvaltning');
        await follow(page, 'Nytt område');
        await add('Öarna', '990 7, Storön');
        await press(page, 'Spara');
        assert((await mainText(page)).includes('”Storön” är inget postnummer'), 'what is no postal code is named');
        assert((await postal().inputValue()) === '990 7, Storön', 'and stays');
        await look(page, 'area with a fault');
        await postal().fill('990 10, 990 7');
        await press(page, 'Spara');
        assert((await mainText(page)).includes('Postnummer 990 10 ligger redan i området Norr'), 'an overlap is told with its place');
        await postal().fill('990 7');
        await press(page, 'Spara');
        await page.getByRole('link', { name: 'Öarna' }).waitFor();
        await look(page, 'people with areas');
        await follow(page, 'Öarna');
        assert((await postal().inputValue()) === '990 7', 'the form has what holds');
        await postal().fill('990 7, 990 8');
        await page.getByLabel('Från och med').fill(dayFromToday(40));
        await press(page, 'Spara');
        const text = await mainText(page);
        assert(text.includes('990 7, 990 8') && text.includes('Kommande'), 'what is to come stands beside what holds');
    }));

test('people: what is sensitive asks who one is once more, and keeps what was typed', () =>
    withAdministrator(async (page, chrome, server) => {
        await page.goto('/forvaltning/ny/organisation_registered');
        await fill(page, 'Namn', 'Sent på kvällen');
        await page.getByLabel('Region', { exact: true }).check();
        await page.waitForTimeout(8500); // longer than proofSeconds
        await press(page, 'Spara');
        assert((await mainText(page)).includes('Bekräfta att det är du'), 'asked once more');
        await look(page, 'prove');
        await fill(page, 'Lösenord', PASSWORD);
        await press(page, 'Bekräfta');
        assert((await page.getByRole('main').getByLabel('Namn', { exact: true }).inputValue()) === 'Sent på kvällen', 'the form is shown again, filled in');
        await press(page, 'Spara');
        await page.getByRole('heading', { name: 'Sent på kvällen' }).waitFor();
    }, ['--sign-in', new URL('sign-in-seconds.json', import.meta.url).pathname]));

test('people: who proposes an erasure shows once more who it is, and keeps what was typed', () =>
    withAdministrator(async (admin, chrome, server) => {
        const page = await visitor(chrome, server);
        await signIn(page, 'chef');
        await openCase(page, 'Birgitta Ekholm');
        const here = `${new URL(page.url()).pathname}/ny/erasure_proposed`;
        await page.goto(here);
        await page.getByLabel(/Beslutet: av vem/).fill('Kommunens beslut 2026-11-02, dnr 7');
        await page.waitForTimeout(8500); // longer than proofSeconds
        await send(page);
        assert((await mainText(page)).includes('Bekräfta att det är du'), 'asked once more');
        await fill(page, 'Lösenord', PASSWORD);
        await press(page, 'Bekräfta');
        assert((await page.getByLabel(/Beslutet: av vem/).inputValue()) === 'Kommunens beslut 2026-11-02, dnr 7', 'the form is shown again, filled in');
        await page.waitForTimeout(8500);
        await page.goto(here);
        assert(new URL(page.url()).pathname === '/bekrafta', 'the form itself is not shown either');
        assert(!page.complaints.length, page.complaints.join('\n'));
    }, ['--sign-in', new URL('sign-in-seconds.json', import.meta.url).pathname]));

test('people: users and assignments from a file, looked at first', () =>
    withAdministrator(async (page) => {
        await follow(page, 'Läs in användare från fil');
        await look(page, 'import');
        await press(page, 'Granska filen');
        assert((await mainText(page)).includes('Välj en fil.'), 'a file is needed');
        const head = 'användarnamn;namn;enhet;roll;från;till\r\n';
        const send = async (lines, encoding = 'utf8', mark = '\uFEFF') => {
            await page.locator('#fil').setInputFiles({ name: 'användare.csv', mimeType: 'text/csv', buffer: Buffer.from(mark + head + lines, encoding) });
            await press(page, 'Granska filen');
        };
        await send('asa.fil;Åsa Fil;Ingenstans;sjuksköterska;2026-12-01;\r\n;Namnlös;;;;\r\n');
        const faults = await mainText(page);
        assert(faults.includes('Rad 2: Enhet – Det finns ingen enhet som heter ”Ingenstans”.'), faults);
        assert(faults.includes('Rad 3: Användarnamn'), faults);
        assert(!(await page.getByRole('button', { name: /^Bekräfta/ }).count()), 'nothing to confirm');
        await look(page, 'import faults');
        // Windows-1252, as Excel saves it in Sweden.
        const lines = 'asa.fil;Åsa Fil;Hemsjukvården Norr;sjuksköterska;2026-12-01;\r\nsjukskoterska;Sara Lindgren;;;;\r\n';
        await send(lines, 'latin1', '');
        const plan = await mainText(page);
        assert(plan.includes('2 rader lästa. 1 rad ändrar inget.'), plan);
        assert(plan.includes('Ny användare') && plan.includes('Åsa Fil') && plan.includes('Nytt uppdrag'), plan);
        await look(page, 'import plan');
        // What it is now stands beside what it becomes, also where the table has no room for columns.
        await page.setViewportSize({ width: 375, height: 800 });
        await send('sjukskoterska;Sara Lindgren-Ek;Hemsjukvården Norr;sjuksköterska;2030-12-01;2031-01-31\r\n');
        const change = page.getByRole('row').nth(1);
        assert((await change.innerText()).includes('Sara Lindgren-Ek (tidigare Sara Lindgren)'), await change.innerText());
        const { x, width } = await change.getByText('Sara Lindgren-Ek').boundingBox();
        assert(x >= 0 && x + width <= 375, `what changes is seen on a telephone: ${x} ${width}`);
        assert((await mainText(page)).includes('1 rad läst. Rad'), `what is not so is not said: ${await mainText(page)}`.slice(0, 300));
        assert((await page.getByRole('row').nth(2).innerText()).includes('Sjuksköterska, Hemsjukvården Norr. 2030-12-01 – 2031-01-31'), await page.getByRole('row').nth(2).innerText());
        await page.setViewportSize({ width: 1280, height: 900 });
        await send(lines, 'latin1', '');
        await press(page, 'Bekräfta 2 ändringar');
        assert((await mainText(page)).includes('2 ändringar är gjorda.'), 'told that it is done');
        await look(page, 'import done');
        await send(lines);
        assert((await mainText(page)).includes('Allt i filen finns redan.'), 'reading it twice changes nothing');
        await page.goto('/forvaltning/anvandare?sok=åsa+fil');
        await page.getByRole('link', { name: 'Åsa Fil' }).waitFor();
    }));

test('people: areas from a file, looked at first, and taken out as such a file', () =>
    withAdministrator(async (page) => {
        await follow(page, 'Läs in områden från fil');
        await look(page, 'import areas');
        const head = 'område;organisation;postnummer;från;till\r\n';
        const send = async (lines, encoding = 'utf8') => {
            await page.locator('#fil').setInputFiles({ name: 'områden.csv', mimeType: 'text/csv', buffer: Buffer.from(head + lines, encoding) });
            await press(page, 'Granska filen');
            return mainText(page);
        };
        const faults = await send('Öarna;Demokommunen;Storön;2027-01-01;\r\nHolmen;Demokommun;990 8;2027-01-01;\r\n');
        assert(faults.includes('Rad 2: Postnummer – ”Storön” är inget postnummer.'), faults);
        assert(faults.includes('Rad 3: Organisation – Det finns ingen organisation som heter ”Demokommun”.'), faults);
        assert(!(await page.getByRole('button', { name: /^Bekräfta/ }).count()), 'nothing to confirm');
        await look(page, 'import areas faults');
        const taken = await send('Öarna;Demokommunen;990 10;2027-01-01;\r\n');
        assert(taken.includes('Rad 2: Postnummer – Postnummer 990 10 ligger redan i området Norr'), taken);
        const lines = 'Öarna;Demokommunen;990 7, 990 8;2027-01-01;2027-12-31\r\nÖarna;Demokommunen;990 7;2028-01-01;\r\n';
        const plan = await send(lines, 'latin1');
        assert(plan.includes('2 rader lästa.') && plan.includes('Nytt område') && plan.includes('Ändrat område'), plan);
        assert(plan.includes('990 7 (tidigare 990 7, 990 8)'), `what it was stands beside: ${plan}`);
        await look(page, 'import areas plan');
        await page.goto('/forvaltning');
        assert(!(await mainText(page)).includes('Öarna'), 'looking keeps nothing');
        await follow(page, 'Läs in områden från fil');
        await send(lines);
        await press(page, 'Bekräfta 2 ändringar');
        assert((await mainText(page)).includes('2 ändringar är gjorda.'), 'told that it is done');
        assert((await send(lines)).includes('Allt i filen finns redan.'), 'reading it twice changes nothing');
        // What is taken out is what is read in.
        const [download] = await Promise.all([page.waitForEvent('download'), follow(page, 'Hämta områdena')]);
        const file = await download.path();
        const text = readFileSync(file, 'utf8');
        assert(text.includes('Öarna;Demokommunen;990 7, 990 8;2027-01-01;2027-12-31'), text);
        await page.locator('#fil').setInputFiles({ name: 'områden.csv', mimeType: 'text/csv', buffer: readFileSync(file) });
        await press(page, 'Granska filen');
        assert((await mainText(page)).includes('Allt i filen finns redan.'), 'what was taken out changes nothing');
        await page.goto('/forvaltning');
        await page.getByRole('link', { name: 'Öarna' }).first().waitFor();
        await follow(page, 'Nytt område');
        await page.getByRole('heading', { level: 1, name: 'Nytt område' }).waitFor();
        // Who has no day is led back to what there is.
        await page.goto('/');
        await page.getByRole('heading', { level: 1, name: 'Förvaltning' }).waitFor();
        await page.goto('/framat');
        await follow(page, 'Till startsidan');
        await page.getByRole('heading', { level: 1, name: 'Förvaltning' }).waitFor();
    }));
