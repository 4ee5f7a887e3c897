// SPDX-License-Identifier: EUPL-1.2
//
// The last days, run as one team: a change is noticed, assessed, VILS starts, both work teams are told,
// an intervention is put in, the team meets, the person dies; each step by the one whose it is.
// Counted besides: reporting a change is one page with at most four fields, starting VILS is one
// page. Two who write about the same person at once lose no word.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { act, assert, browser, choose, look, mainText, onCase, openCase, send, serve, signIn, test, visitor, whole } from './harness.mjs';

const name = 'Elsa Renström';
const duties = (page) => page.getByRole('region', { name: 'Att göra' }).innerText();

// What is to be filled in and can be seen: each text field, and each group of choices, once.
async function countFields(page) {
    const names = await page.locator('main form.form').locator('input, textarea, select').evaluateAll((all) =>
        all.filter((e) => e.type !== 'hidden' && e.type !== 'submit' && e.checkVisibility()).map((e) => e.name));
    return new Set(names).size;
}

async function in_(page, login) {
    await signIn(page, login);
    await openCase(page, name);
}

async function actUnder(page, matter, words) {
    const group = page.locator('details.act-group', { has: page.locator('summary', { hasText: whole(matter) }) });
    if (!(await group.evaluate((e) => e.open))) await group.locator('summary').click();
    await group.getByRole('link', { name: new RegExp(`^${words}`) }).first().click();
}

async function reportChange(page) {
    await in_(page, 'omvardnad');
    let pages = 0;
    page.on('framenavigated', (frame) => (pages += frame === page.mainFrame() ? 1 : 0));
    await act(page, 'Rapportera en förändring');
    await page.getByLabel(/^Vad har förändrats/).waitFor();
    assert(pages === 1, `the form is one step from the case, not ${pages}`);
    const fields = await countFields(page);
    assert(fields <= 4, `reporting a change takes at most four fields, not ${fields}`);
    await page.getByText('Vad orden betyder').click();
    await page.getByText(/^När målet för vården går över/).waitFor(); // the words of the form are explained there
    await look(page, 'change form');
    await page.getByLabel(/^Vad har förändrats/).fill('Andas tungt, vill inte dricka.');
    await choose(page, /Vem märkte det/, 'personal');
    await send(page);
    await onCase(page, name);
    assert((await mainText(page)).includes('Andas tungt'), 'the change stands in the case at once');
    await look(page, 'case of care staff');
}

async function assess(page) {
    await signIn(page, 'sjukskoterska');
    const day = await mainText(page);
    assert(/Brådskar.*Kontakta läkaren och skriv svaret/.test(day), 'the change stands on top of the nurse\'s list');
    assert(day.indexOf('Kontakta läkaren') < day.indexOf('dagar sent'), 'before what is late');
    await look(page, 'day with what hurries');
    await openCase(page, name);
    await act(page, 'Dokumentera helhetsbedömning');
    assert((await mainText(page)).includes('Andas tungt'), 'what is assessed stands beside the form');
    await choose(page, /Är brytpunkten/, 'inte ännu');
    await page.getByLabel(/^Bedömning/).fill('Snabb försämring, ingen behandling hjälper.');
    await page.getByLabel(/^Vilken läkare/).fill('Henrik Ahlberg');
    await send(page);
    assert((await mainText(page)).includes('Skriv senast vilken dag bedömningen görs på nytt'), '”not yet” has a next date');
    await choose(page, /Är brytpunkten/, 'nådd');
    await send(page);
    await onCase(page, name);
    assert((await mainText(page)).includes('Brytpunkten till palliativ vård i livets slutskede är nådd'), 'the case says where the person is');
}

async function startVils(page) {
    let pages = 0;
    page.on('framenavigated', (frame) => (pages += frame === page.mainFrame() ? 1 : 0));
    await actUnder(page, 'VILS', 'Starta VILS');
    await page.getByLabel(/^Vad ligger till grund/).waitFor();
    assert((await mainText(page)).includes('Vård- och omsorgsplanering med personen'), 'what is still missing is listed beside the form');
    await look(page, 'start of VILS');
    await choose(page, /Vem beslutade/, 'teamet gemensamt');
    await page.getByLabel(/^Vad ligger till grund/).fill('Vill vara hemma, målet är lindring.');
    await send(page);
    await onCase(page, name);
    assert(pages === 2, `one page with the form, and back: ${pages}`);
    const todo = await duties(page);
    for (const words of ['Informera teamet om VILS', 'Rapportera VILS till arbetslaget: dag', 'Rapportera VILS till arbetslaget: natt', 'Teammöte'])
        assert(todo.includes(words), `${words} is to be done`);
    assert((await mainText(page)).includes('VILS pågår'), 'VILS is active');
    await act(page, 'Skriv vilka som är informerade om VILS');
    await choose(page, /Vilka är informerade/, 'omvårdnadspersonal dag');
    await choose(page, /Vilka är informerade/, 'omvårdnadspersonal natt');
    await send(page);
    await onCase(page, name);
    assert(!(await duties(page)).includes('Informera teamet'), 'the team is informed');
    await look(page, 'case under VILS');
    await readCard(page);
}

// The card for the home, read back by poppler, which knows nothing of how it was made.
async function readCard(page) {
    const address = await page.getByRole('link', { name: 'VILS-kort för hemmet (PDF)' }).getAttribute('href');
    const answer = await page.request.get(new URL(address, page.url()).href);
    assert(answer.status() === 200 && answer.headers()['content-type'] === 'application/pdf', `the card is a PDF: ${answer.status()}`);
    const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: await answer.body(), encoding: 'utf8' });
    for (const words of [name, 'Vem du ringer', 'Sjuksköterska', 'Hemsjukvården Norr', 'Det som personen vill', 'VILS pågår', 'behandlingsbegränsningar'])
        assert(text.toLowerCase().includes(words.toLowerCase()), `”${words}” stands on the card:\n${text}`);
    assert(text.split('Inte ifyllt').length <= 2, `what nobody has filled in takes one line:\n${text}`);
    assert(/Gäller så som det var [a-zåäö]+dag \d+ [a-z]+ \d{4} kl\. \d\d:\d\d/.test(text), `paper says which day, not ”i dag”:\n${text}`);
    const pages = text.split('\f').filter((page) => page.trim());
    if (pages.length > 1)
        for (const [i, one] of pages.entries()) assert(one.includes(name) && one.includes(`Sida ${i + 1} av ${pages.length}`), `each page says whose it is, and which:\n${one}`);
    if (process.env.VAKA_PICTURES) writeFileSync(`${process.env.VAKA_PICTURES}/vils-kort.pdf`, await answer.body());
}

const row = (page) => page.locator('.board > li', { hasText: name });

// The board stays open; what others do is seen there without reloading.
async function openBoard(page) {
    await signIn(page, 'sjukskoterska');
    await page.getByRole('link', { name: 'VILS', exact: true }).click();
    await page.getByRole('heading', { name: 'VILS', exact: true }).waitFor();
    const text = await row(page).innerText();
    assert(text.includes('Beslutat av: teamet gemensamt'), `who decided: ${text}`);
    assert(/Senaste möte\s+Inget ännu/.test(text) && /Nästa möte\s+\w+/.test(text), `last and next meeting: ${text}`);
    assert(text.includes('Andas tungt, vill inte dricka.'), 'what is new since yesterday, in the words of whoever saw it');
    assert(text.includes('Rapportera VILS till arbetslaget: dag och natt'), 'what is not confirmed');
    const open = await page.locator('.board > li', { hasText: 'Maj-Britt Sandström' }).locator('.board-open li').allInnerTexts();
    assert(open.length === 1 && /^Läs önskemålen: arbetsterapeut, läkare, omvårdnadspersonal dag, .* och sjuksköterska \d+ dagar sent$/.test(open[0]), `who has not read is one line: ${open.join(' / ')}`);
    await look(page, 'vils board');
}

async function confirm(page) {
    await in_(page, 'hemtjanstchef');
    for (const team of ['dag', 'natt']) {
        await act(page, 'Rapportera VILS till arbetslaget');
        await choose(page, /Vilket arbetslag/, team);
        await send(page);
        await onCase(page, name);
    }
    assert(!(await duties(page)).includes('Rapportera VILS'), 'day and night are told');
}

// Both opened the form before either sent it.
async function twoAtOnce(staff, nurse) {
    await openCase(staff, name);
    await openCase(nurse, name);
    await actUnder(staff, 'Insatser', 'Sätt in en insats');
    await actUnder(nurse, 'VILS', 'Dokumentera teammöte');
    await staff.getByLabel(/^Vilken insats/).selectOption('supervision');
    await staff.getByLabel(/^Hur mycket och när/).fill('Varje timme i natt');
    await staff.getByLabel(/^Varför/).fill('Orolig och vill inte vara ensam.');
    await look(staff, 'intervention form');
    await choose(nurse, /Vilka deltog/, 'sjuksköterska');
    await nurse.getByLabel(/^Vad kom ni fram till/).fill('Tätare tillsyn, lugn musik.');
    await send(staff);
    await onCase(staff, name);
    await send(nurse);
    assert((await nurse.getByLabel(/^Vad kom ni fram till/).inputValue()) === 'Tätare tillsyn, lugn musik.', 'nothing typed is lost');
    assert((await mainText(nurse)).includes('Ny insats'), 'what the other one wrote is shown');
    await send(nurse);
    await onCase(nurse, name);
    const text = await mainText(nurse);
    assert(text.includes('Tätare tillsyn') && text.includes('Varje timme i natt'), 'the words of both stand');
    assert(/Tillsyn dag eller natt SoL/.test(text), 'the kind of intervention gives its law');
    const put = await nurse.locator('.timeline li', { hasText: 'Orolig och vill inte vara ensam.' }).innerText();
    assert(put.includes('tillsyn dag eller natt') && put.includes('Varje timme i natt'), `the history says which, and how much: ${put}`);
    assert(/Vilket arbetslag\?\s+natt/.test(text), 'and which work team was told');
    assert(!text.includes('Efter dödsfallet'), 'what comes after a death is not spoken of before');
    const others = await staff.locator('details', { has: staff.locator('summary', { hasText: 'Det som andra gör' }) }).innerText();
    assert(!others.includes('görs av'), 'what other roles do is folded');
}

// More care is needed than before: what was in force when VILS started is a ceiling, and whoever
// carries the fees over sees it, on the page and in the file.
async function holdFee(page, planner) {
    await openCase(page, name);
    await act(page, 'Bedöm omfattningen');
    await choose(page, /Behövs insatser i hemmet/, 'ja');
    await choose(page, /dygnet runt/, 'ja');
    await page.getByLabel('Gäller från och med').fill('idag');
    await send(page);
    await onCase(page, name);
    assert((await mainText(page)).includes('Utan taket: nivå 2.'), 'the case says that the fee is held down');
    await look(page, 'case with a fee that is held down');
    await signIn(planner, 'planerare');
    await planner.goto('/avgifter');
    const text = await mainText(planner);
    assert(text.includes(name) && text.includes('Utan taket: nivå 2.') && text.includes('V-03'), `the list says so: ${text}`);
    await look(planner, 'fees under a ceiling');
    const file = await (await planner.request.get(new URL('/avgifter.csv', planner.url()).href)).text();
    assert(file.includes('Utan taket') && new RegExp(`${name};inte fastställd;inte fastställd;.*;V-03, H-13;nivå 2`).test(file), `and the file: ${file}`);
}

// P-02: what happened before the death and was not written down still can be.
async function writeLate(page) {
    const past = page.locator('details', { has: page.locator('summary', { hasText: 'Det som inte längre görs' }) });
    await past.locator('summary').click();
    await past.getByText('Det som hände före dödsfallet kan fortfarande skrivas in').waitFor();
    await look(page, 'case after the death, what is no longer done');
    const meeting = await past.getByRole('link', { name: 'Dokumentera teammöte' }).getAttribute('href');
    assert((await page.request.get(new URL(meeting, page.url()).href)).status() === 200, 'a meeting that was held before has a form');
    await past.getByRole('link', { name: 'Rapportera en förändring' }).click();
    await page.getByLabel(/^Vad har förändrats/).fill('Rosslig andning sent i går kväll.');
    await choose(page, /Vem märkte det/, 'närstående');
    await page.getByLabel('Dag', { exact: true }).fill('i går');
    await send(page);
    await onCase(page, name);
    assert((await mainText(page)).includes('Rosslig andning sent i går kväll.'), 'it stands among what has happened');
}

// V-02, V-18: the forms offer what the clause speaks of.
async function offered(page, assessor) {
    await in_(page, 'arbetsterapeut');
    await actUnder(page, 'VILS', 'Bedöm hjälpmedel och behandling');
    const who = page.getByRole('group', { name: 'Vem bedömde?' });
    assert((await who.getByRole('radio').count()) === 2, 'an occupational therapist or a physiotherapist');
    assert(await who.getByLabel('Arbetsterapeut').isChecked(), 'and whoever writes it is proposed');
    await openCase(page, 'Maj-Britt Sandström');
    await actUnder(page, 'Insatser', 'Begär utökning');
    const kinds = await page.getByLabel(/^Vilken insats/).locator('option').allInnerTexts();
    assert(kinds.includes('Samvaro och trygghet') && !kinds.includes('Såromläggning'), `only SoL is asked of the care manager: ${kinds}`);
    await signIn(assessor, 'bistand');
    await openCase(assessor, 'Maj-Britt Sandström');
    const injections = assessor.locator('.under-way li', { hasText: 'injektion vid behov' });
    assert((await injections.getByRole('link').count()) === 0, 'the care manager decides on nothing that is health care');
    assert((await assessor.locator('.under-way li', { hasText: 'Tillsyn dag' }).getByRole('link').count()) === 1, 'but on SoL');
}

async function die(page) {
    await openCase(page, name);
    await page.getByText('Mer att dokumentera').click();
    await act(page, 'Dokumentera dödsfall');
    await choose(page, /Var dödsfallet väntat/, 'väntat');
    await page.getByLabel(/^Vem har fastställt/).fill('Henrik Ahlberg');
    await choose(page, /Har närstående underrättats/, 'ja');
    await send(page);
    assert((await mainText(page)).includes(name), 'the death is read back');
    await send(page);
    await onCase(page, name);
    const text = await mainText(page);
    assert(!text.includes('VILS pågår') && !(await duties(page)).includes('Teammöte'), 'what was going on has stopped');
    assert(text.includes('Registrera dödsfallet i palliativregistret') && text.includes('Avsluta avgiften'), 'what remains is opened');
    await look(page, 'case after the death');
    assert(!text.includes('går inte nu'), `what is no longer done is said once: ${text}`);
    await writeLate(page);
}

test('vils: from a change to what remains after the death', async () => {
    const server = await serve();
    const chrome = await browser();
    try {
        const staff = await visitor(chrome, server);
        const nurse = await visitor(chrome, server);
        const manager = await visitor(chrome, server);
        const board = await visitor(chrome, server);
        const planner = await visitor(chrome, server);
        await reportChange(staff);
        await assess(nurse);
        await startVils(nurse);
        await openBoard(board);
        await confirm(manager);
        await row(board).filter({ hasNotText: 'Rapportera VILS' }).waitFor();
        await twoAtOnce(staff, nurse);
        await row(board).getByText('Tillsyn dag eller natt: Varje timme i natt').waitFor(); // which, and how much
        await row(board).filter({ hasNotText: 'Inget ännu' }).waitFor(); // the meeting was held
        await offered(await visitor(chrome, server), await visitor(chrome, server));
        await holdFee(nurse, planner);
        await die(nurse);
        await row(board).waitFor({ state: 'detached' });
        await staff.goto('/');
        const round = await staff.locator('.round-list > li', { hasText: name }).innerText();
        assert(/Avled i\sdag/.test(round), `whoever makes the round is told of the death: ${round}`);
        await look(staff, 'round after a death');
        await openCase(staff, name);
        const past = await staff.locator('details', { has: staff.locator('summary', { hasText: 'Det som inte längre görs' }) }).textContent();
        assert(past.includes('Rapportera en förändring') && !past.includes('tidsblankett'), `time is handed in all the same: ${past}`);
        for (const page of [staff, nurse, manager, board, planner]) assert(!page.complaints.length, page.complaints.join('\n'));
    } finally {
        await chrome.close();
        await server.stop();
    }
});

test('vils: a report that is late stands once, and says whom it has gone on to', async () => {
    const late = 'Rune Hedberg'; // his night team has not been told on the day of the start
    const server = await serve(['--clock-shift', String(30 * 3600)]);
    const chrome = await browser();
    try {
        const nurse = await visitor(chrome, server);
        await signIn(nurse, 'sjukskoterska');
        const own = nurse.locator('li.duty', { hasText: `Rapporten till arbetslaget dröjer: natt` }).filter({ hasText: late });
        assert((await own.count()) === 1, 'the nurse is to see to it');
        assert((await own.locator('.duty-act').count()) === 0, 'by a call: the form is the manager\'s');
        await nurse.goto('/vils');
        const onBoard = await nurse.locator('.board > li', { hasText: late }).innerText();
        assert(onBoard.includes('Rapportera VILS till arbetslaget: natt') && !onBoard.includes('dröjer'), `once on the board: ${onBoard}`);
        await openCase(nurse, late);
        let todo = await duties(nurse);
        assert(todo.includes('Rapporten till arbetslaget dröjer: natt') && !todo.includes('Rapportera VILS till arbetslaget: natt'), 'the own one, in the case');
        await nurse.getByRole('link', { name: 'Visa rutinen för den här personen' }).click();
        const rules = await mainText(nurse);
        assert(/Rapportera VILS till arbetslaget: natt, senast [^.]* kl\. \d\d:\d\d/.test(rules) && !/senast \d{4}-/.test(rules), 'an hour is said as an hour');
        assert(rules.includes('Taket gäller: medan VILS pågår'), 'the ceiling of the fee stands among the rules that apply');
        const manager = await visitor(chrome, server);
        await signIn(manager, 'hemtjanstchef');
        await openCase(manager, late);
        todo = await duties(manager);
        assert(todo.includes('Rapportera VILS till arbetslaget: natt') && !todo.includes('dröjer: natt'), `the first one, for the manager: ${todo}`);
        assert(todo.includes('Har gått vidare till: Sjuksköterska, Hemsjukvården Norr.'), 'with whom it has gone on to');
        await look(manager, 'case with what has gone on');
        for (const page of [nurse, manager]) assert(!page.complaints.length, page.complaints.join('\n'));
    } finally {
        await chrome.close();
        await server.stop();
    }
});

test('vils: a physician who signs in sees the person and answers', async () => {
    const server = await serve();
    const chrome = await browser();
    try {
        const page = await visitor(chrome, server);
        await signIn(page, 'lakare');
        const duty = (what) => page.locator('li.duty', { hasText: what });
        const hurries = page.locator('.day-group', { has: page.getByRole('heading', { name: 'Brådskar' }) });
        assert((await hurries.innerText()).includes('Bedöm förändringen'), 'the change is on top of the physician\'s list');
        await look(page, 'day of a physician');
        await duty('Bedöm förändringen').filter({ hasText: name }).getByRole('link', { name: /^Dokumentera helhetsbedömning/ }).click();
        assert((await page.getByLabel(/^Vilken läkare/).inputValue()) === 'Henrik Ahlberg', 'the own name need not be written');
        await choose(page, /Är brytpunkten/, 'nådd');
        await page.getByLabel(/^Bedömning/).fill('Målet är god lindring.');
        await send(page);
        await onCase(page, name);
        const todo = await duties(page);
        assert(!todo.includes('Kontakta läkaren'), 'nobody need ring the physician any more');
        const limits = page.locator('li.duty', { hasText: 'Ta ställning till behandlingsbegränsningar' });
        await limits.getByRole('link', { name: 'Anteckna behandlingsbegränsningar' }).click();
        await choose(page, /Finns det beslut/, 'ja');
        await page.getByLabel('Ej hjärt-lungräddning (HLR)').check();
        assert((await page.getByLabel(/^Vem beslutade/).inputValue()) === 'Henrik Ahlberg', 'nor who decided');
        await page.getByLabel(/^Varför/).fill('Hjärtsvikt i slutskedet.');
        await page.getByRole('group', { name: /Vilka har fått veta/ }).getByLabel('Närstående').check();
        await send(page);
        await onCase(page, name);
        assert((await mainText(page)).includes('Hjärtsvikt i slutskedet.'), 'the decision stands with its reason');
        assert(!(await duties(page)).includes('Ta ställning till'), 'the duty is done by the one whose it is');
        await look(page, 'case of a physician');
        assert(!page.complaints.length, page.complaints.join('\n'));
    } finally {
        await chrome.close();
        await server.stop();
    }
});

// The card hangs in the home: in Swedish whoever prints it, and with one answer.
async function changedOnCard(page, who) {
    const tab = await page.context().newPage();
    await openCase(tab, who);
    const card = new URL(await tab.getByRole('link', { name: 'VILS-kort för hemmet (PDF)' }).getAttribute('href'), tab.url()).href;
    await tab.getByRole('banner').locator('details.menu summary').click();
    await tab.getByRole('banner').getByRole('button', { name: 'English' }).click();
    await tab.getByRole('link', { name: 'VILS card for the home (PDF)' }).waitFor();
    const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: await (await tab.request.get(card)).body(), encoding: 'utf8' });
    assert(text.includes('Vem du ringer') && !/Whom/.test(text), `the card is in Swedish:\n${text}`);
    assert(/fortsätta att utökas utan ett nytt\s+beslut\?\s+Nej/.test(text) && !/varje\s+gång\? Ja/.test(text), `and has the answer that holds, alone:\n${text}`);
    await tab.getByRole('banner').locator('details.menu summary').click();
    await tab.getByRole('banner').getByRole('button', { name: 'Svenska' }).click();
    await tab.close();
}

test('vils: what the person has not said yes to goes to the care manager, with what was typed', async () => {
    const server = await serve();
    const chrome = await browser();
    try {
        const staff = await visitor(chrome, server);
        const who = 'Maj-Britt Sandström';
        await signIn(staff, 'omvardnad');
        await openCase(staff, who);
        await actUnder(staff, 'Samtal, önskemål och planering', 'Ändra svaret om att utöka');
        await choose(staff, /Får insatserna fortsätta/, 'nej');
        await send(staff);
        await onCase(staff, who);
        await actUnder(staff, 'Insatser', 'Sätt in en insats');
        await staff.getByLabel(/^Vilken insats/).selectOption('company');
        await staff.getByLabel(/^Hur mycket och när/).fill('Kvällar');
        await staff.getByLabel(/^Varför/).fill('Rädd för att vara ensam.');
        await send(staff);
        await staff.getByText('Rutinen tillåter det inte så här').waitFor();
        await look(staff, 'an intervention that is held back');
        await staff.getByRole('button', { name: 'Begär utökning hos biståndshandläggaren' }).click();
        await staff.getByRole('heading', { level: 1, name: 'Begär utökning hos biståndshandläggaren' }).waitFor();
        assert((await staff.getByLabel(/^Vilken insats/).inputValue()) === 'company', 'the kind is carried over');
        assert((await staff.getByLabel(/^Hur mycket och när/).inputValue()) === 'Kvällar', 'and how much');
        assert((await staff.getByLabel(/^Vad behöver personen/).inputValue()) === 'Rädd för att vara ensam.', 'and why');
        assert(!(await mainText(staff)).includes('Något behöver rättas'), 'nothing is wrong before it is sent');
        await changedOnCard(staff, who);
        await send(staff);
        await onCase(staff, who);
        assert((await duties(staff)).includes('Besluta om utökning: samvaro och trygghet'), 'it waits for the care manager');
        assert(!staff.complaints.length, staff.complaints.join('\n'));
    } finally {
        await chrome.close();
        await server.stop();
    }
});
