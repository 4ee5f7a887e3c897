// SPDX-License-Identifier: EUPL-1.2
//
// The first seconds of a day and a case: what hurries and by which hour, what is one's own to do and what
// others are to do, whom to call. And what a form that is not taken says: in its title, at its fields,
// and of whoever was first.
import { assert, choose, look, mainText, onCase, openCase, send, signIn, visitor, walkTest } from './harness.mjs';

const NAME = 'Elsa Renström';
const region = (page, name) => page.getByRole('region', { name });

walkTest('case: what is one’s own to do stands apart from what others are to do', async (chrome, server) => {
    const page = await visitor(chrome, server);
    await signIn(page, 'sjukskoterska');
    assert(/ saker att göra\. En brådskar\. /.test(await mainText(page)), `the day says how much hurries: ${(await mainText(page)).slice(0, 120)}`);
    const urgent = page.locator('.late-group .duty-when').first();
    // Late in the evening the hour is one of tomorrow.
    assert(/^(I\sdag\skl\.\s\d\d:\d\d$|I\snatt)/.test((await urgent.innerText()).trim()), `by which hour, and nothing that stands above: ${await urgent.innerText()}`);
    assert((await page.locator('.late-group h2').first().innerText()) === 'Brådskar', 'that it hurries is the heading');
    const hurries = page.locator('.late-group').first().locator('.duty-act a').first();
    assert((await hurries.getAttribute('data-variant')) === null, 'what hurries has a button as strong as what is late');
    await look(page, 'day of a nurse');

    await openCase(page, NAME);
    const own = region(page, 'Att göra').locator('> .duties');
    const others = region(page, 'Det här ska andra göra');
    assert((await own.innerText()).includes('Läs önskemålen: sjuksköterska'), await own.innerText());
    assert(!/läkare\n|arbetsterapeut\n/.test(await own.innerText()), `nothing of others among it: ${await own.innerText()}`);
    // What hurries is seen; the rest is told in a line, and unfolded by keyboard.
    const folded = others.locator('details');
    assert((await others.innerText()).includes('Bedöm förändringen') && !(await others.innerText()).includes('Läs önskemålen'), `what hurries alone: ${await others.innerText()}`);
    assert(/^Fem\ssaker\still\.\sFyra\sär\ssena\.$/.test(await folded.locator('summary').innerText()), `how much there is, and what is late: ${await folded.locator('summary').innerText()}`);
    await page.setViewportSize({ width: 375, height: 800 });
    assert((await others.boundingBox()).height < 400, `half a screen of a telephone: ${(await others.boundingBox()).height} px`);
    await page.setViewportSize({ width: 1280, height: 900 });
    await look(page, 'case of a nurse, others folded');
    await folded.locator('summary').focus();
    await page.keyboard.press('Enter');
    assert((await others.innerText()).includes('Läs önskemålen: läkare') && !(await others.innerText()).includes('Läs önskemålen: sjuksköterska'), await others.innerText());
    for (const whose of await others.locator('.duty-what .quiet').allInnerTexts()) assert(/^[A-ZÅÄÖ][a-zåäö, ]+, /.test(whose), `whose it is stands first: ${whose}`);
    assert(!(await others.innerText()).includes('Alla i teamet'), 'the reason is told to whoever is to do it');
    const acts = region(page, 'Vad vill du göra?');
    await acts.getByRole('link', { name: 'Skriv en iakttagelse' }).waitFor();
    await acts.getByRole('link', { name: 'Dokumentera uppföljning' }).waitFor();
    await look(page, 'case of a nurse');
    assert(!(await page.getByRole('navigation', { name: 'På den här sidan' }).isVisible()), 'beside each other, nothing leads anywhere');

    // On a telephone whom to call lies far down: one step away, by keyboard too.
    await page.setViewportSize({ width: 375, height: 800 });
    const jump = page.getByRole('navigation', { name: 'På den här sidan' }).getByRole('link', { name: 'Vem ansvarar' });
    assert((await jump.boundingBox()).y < 800, 'on the first screen');
    await jump.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#ansvar$/);
    const telephone = page.getByRole('complementary').getByRole('link', { name: /^010-/ }).first();
    const { y } = await telephone.boundingBox();
    assert(y > 0 && y < 800, `the telephone number is seen: ${y}`);
    await page.getByRole('navigation', { name: 'På den här sidan' }).getByRole('link', { name: 'Vad vill du göra?' }).click();
    await page.waitForURL(/#gora$/);
    assert(!page.complaints.length, page.complaints.join('\n'));

    const staff = await visitor(chrome, server);
    await signIn(staff, 'bistand');
    await openCase(staff, 'Maj-Britt Sandström');
    const nothing = await mainText(staff);
    assert(/Inget här väntar på dig just nu\.|Läs önskemålen: biståndshandläggare|Följ upp SoL-insatserna/.test(nothing), 'nothing of one’s own is said');
});

walkTest('case: a form that is not taken says so in its title, and who was first', async (chrome, server) => {
    const page = await visitor(chrome, server);
    const other = await visitor(chrome, server);
    await signIn(page, 'sjukskoterska');
    await signIn(other, 'lakare');
    await openCase(page, NAME);
    const address = page.url().split('?')[0];
    const path = new URL(address).pathname;

    // The button says what happens, where more happens than that something is written down.
    for (const [kind, words] of [
        ['vils_started', 'Starta VILS'],
        ['change_noticed', 'Rapportera förändringen'],
        ['growth_asked', 'Skicka begäran'],
        ['wishes_read', 'Bekräfta'],
    ]) {
        await page.goto(`${address}/ny/${kind}`);
        assert((await page.locator('main form.form button[type=submit]').first().innerText()) === words, kind);
    }

    // What the routine objects to.
    await page.goto(`${address}/ny/followed_up`);
    await choose(page, /delaktighet/, 'deltog inte');
    await choose(page, 'Målen är', 'uppnådda');
    await page.getByLabel(/^Nästa uppföljning/).fill('2040-01-01');
    await page.getByLabel(/^Nya behov/).fill('Vänds varannan timme.');
    await send(page);
    await page.getByRole('alert').getByRole('heading', { name: 'Rutinen tillåter det inte så här' }).waitFor();
    assert((await page.title()).startsWith('Fel: '), `the title: ${await page.title()}`);
    assert(await page.evaluate(() => document.activeElement.getAttribute('role') === 'alert'), 'the focus stands on what is wrong');
    assert((await page.getByLabel(/^Nya behov/).inputValue()) === 'Vänds varannan timme.', 'what was typed stands');
    await look(page, 'objected to');

    // Whoever was first is named with role and unit.
    await page.goto(`${address}/ny/followed_up`);
    await other.goto(`${path}/ny/course_assessed`);
    await choose(other, /^Är brytpunkten/, 'nådd');
    await other.getByLabel(/^Bedömning, och/).fill('Målet är lindring.');
    await send(other);
    await onCase(other, NAME);
    await choose(page, /delaktighet/, 'deltog');
    await choose(page, 'Målen är', 'uppnådda');
    await send(page);
    const first = page.getByRole('alert');
    await first.getByRole('heading', { name: 'Någon annan hann före' }).waitFor();
    assert(/läkare, Björkens vårdcentral/.test(await first.innerText()), `who: ${await first.innerText()}`);
    assert((await page.title()).startsWith('Fel: '), `the title: ${await page.title()}`);
    await look(page, 'somebody else was first');

    // The summary calls a field by its name.
    await page.goto(address);
    const correct = await page.locator('a[href*="/ratta/"]').first().getAttribute('href');
    for (const [to, label] of [[correct, 'Varför rättas uppgiften?'], [correct.replace('/ratta/', '/stryk/'), 'Varför stryks uppgiften?']]) {
        await page.goto(to);
        await send(page);
        const link = page.getByRole('alert').getByRole('link').last();
        assert((await link.innerText()) === `${label} – Skriv skälet.`, `${to}: ${await link.innerText()}`);
        await link.click();
        assert((await page.evaluate(() => document.activeElement.labels[0].innerText)).startsWith(label), 'and leads to it');
    }
    assert(!page.complaints.length, page.complaints.join('\n'));
});

// Six or seven entries do not fit on a telephone: the last stand in the menu, which needs no script.
for (const javaScriptEnabled of [true, false])
    walkTest(`case: the main navigation is one line on a telephone, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async (chrome, server) => {
        for (const [login, entries] of [
            ['omvardnad', ['Rutiner']],
            ['hemtjanstchef', ['Avgifter', 'Rutiner']],
            ['sjukskoterska', []],
        ]) {
            const page = await visitor(chrome, server, { javaScriptEnabled, viewport: { width: 375, height: 800 } });
            await signIn(page, login);
            const { height } = await page.locator('.main-nav ul').boundingBox();
            assert(height < 60, `${login}: one line, ${height}`);
            for (const entry of entries) {
                await page.locator('.menu summary').click();
                await page.locator('.menu').getByRole('link', { name: entry }).click();
                await page.getByRole('heading', { level: 1, name: entry }).waitFor();
                assert(!(await page.locator('.main-nav').getByRole('link', { name: entry }).isVisible()), `${login}: ${entry} stands once`);
            }
            await page.setViewportSize({ width: 1280, height: 900 });
            await page.locator('.main-nav').getByRole('link', { name: 'Rutiner' }).waitFor();
            assert(!(await page.locator('.menu-body').getByRole('link', { name: 'Rutiner' }).isVisible()), `${login}: in the menu only where there is no room`);
            await page.context().close();
        }
    });

walkTest('case: care staff see how much there is to do before whom they meet', async (chrome, server) => {
    const page = await visitor(chrome, server, { viewport: { width: 375, height: 800 } });
    await signIn(page, 'omvardnad');
    const text = await mainText(page);
    const [count, persons, late] = ['saker att göra.', 'Personer', 'Sent'].map((words) => text.indexOf(words));
    assert(count > 0 && count < persons && persons < late, `how much, whom, what: ${text.slice(0, 200)}`);
    assert(/ Alla är sena\. /.test(text), text.slice(0, 120));
    await page.getByRole('link', { name: 'Gå till listan' }).click();
    await page.waitForURL(/#lista$/);
    const { y } = await page.getByRole('heading', { name: 'Sent' }).boundingBox();
    assert(y >= 0 && y < 800, `the list is seen: ${y}`);
});
