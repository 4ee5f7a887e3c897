#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
#
# The commands as they are typed: exit statuses, what stands on standard output and standard error,
# and what happens when a file is damaged, newer, missing, or the disk is full.
source "$(dirname "$0")/common.sh"

# ---- words ----
run "version" 0 --version
says out "vaka "
run "help" 0 --help
says out "fyll en tom databas"
VAKA_LANG=en run "help in English" 0 help
says out "fill an empty database"
run "no words" 2
run "unknown command" 2 hej
says err "Det finns inget kommando ”hej”."
for command in demo user verify rebuild backup backup-key restore checkpoint-key; do
    run "$command --help" 0 "$command" --help
    says out "vaka $command"
done
run "unknown option" 2 demo --hastighet 3
says err "Ordet ”--hastighet” hör inte till kommandot."
run "option without value" 2 demo --database
run "backup without a file" 2 backup
run "user without a word" 2 user

# ---- a database that is not there is not made by looking ----
for command in verify rebuild checkpoint-key "backup copy.db"; do
    # shellcheck disable=SC2086
    run "$command without database" 1 $command --database missing.db
    says err "missing.db"
done
check "nothing was made" test ! -e missing.db

# ---- a demo ----
tables=${VAKA_SOURCE:?}/tests/dmn/check
run "tables of a routine" 0 dmn check "$routine/routine.dmn"
run "tables with faults" 1 dmn check "$tables/numbers.dmn" "$tables/policies.dmn"
says out "”två kolumner” har en lucka. Ingen rad gäller för: < 18 | true"
says out "  ålder under 18 och svar = ja"
says out "  ålder under 18 eller = 65"
VAKA_LANG=en run "tables with faults, in English" 1 dmn check --every-gap "$tables/policies.dmn"
says out "“samla” has a gap. No rule matches: >= 18"
says out "  ålder at least 18"
run "tables as the standard reads them" 1 dmn check --conformant "$tables/null-conformant.dmn"
says out 'Ingen rad gäller för: not(null, "x")'
run "no table" 2 dmn check

models=${VAKA_SOURCE:?}/tests/dmn/models
# ---- why, and what a model looks like ----
cat >facts.json <<'END'
{"ålder": 82, "boende": "ordinärt boende", "rygg": true}
END
run "answer" 0 dmn eval "$models/explained.dmn" besök --input facts.json
says out '{"antal":4,"grund":"Ålder och boende"}'
run "why" 0 dmn explain "$models/explained.dmn" besök --input facts.json
says out 'poäng = 7'
says out '  indata: ålder = 82'
says out '  använder tyngd'
says out '  tabell i ”tyngd”, UNIQUE'
says out '    rad 2 gäller (rad 30 i filen): true => 3'
says out '  uttryck: if ålder >= 80 then 4 + tyngd(rygg) else tyngd(rygg)'
says out '  beslut: poäng = 7'
says out '    rad 1 gäller (rad 87 i filen): >= 5 | "ordinärt boende" => 4 | "Ålder och boende"'
says out '      Stöd: P-07'
VAKA_LANG=en run "why, in English" 0 dmn eval --explain "$models/explained.dmn" besök --input facts.json
says out '    row 1 matches (line 87 of the file)'
says out '{"antal":4,'
run "why, as JSON" 0 dmn explain --json "$models/explained.dmn" besök --input facts.json
says out '"needs":[{"kind":"decision","name":"poäng","value":7},{"kind":"inputData","name":"boende","value":"ordinärt boende"}]'
says out '"matches":[{"row":1,"id":"rad_1","line":87,"inputs":[">= 5","\"ordinärt boende\""],"outputs":["4","\"Ålder och boende\""],"annotations":[{"name":"Stöd","text":"P-07"}]}]'
says out '"of":"tyngd"'
cat >other.json <<'END'
{"ålder": 30, "boende": "ordinärt boende", "rygg": false}
END
run "why not" 1 dmn explain "$models/explained.dmn" besök --input other.json
says out 'poäng = 1'
says out 'besök: kunde inte räknas ut'
says out '    ingen rad gäller'
says err "explained.dmn:"
run "why not, as JSON" 1 dmn explain --json "$models/explained.dmn" besök --input other.json
says out '"error":{"key":"dmn.no-rule"'
run "a decision service" 0 dmn eval "$models/explained.dmn" tjänst --input facts.json
says out '{"besök":{"antal":4,"grund":"Ålder och boende"}}'
run "no such decision" 1 dmn eval "$models/explained.dmn" saknas
says err "saknas"
run "format" 0 dmn format "$models/explained.dmn"
cp out formatted.dmn
check "the model is in its form" cmp out "$models/explained.dmn"
sed 's/^ *//' formatted.dmn >ragged.dmn
run "format what is ragged" 0 dmn format ragged.dmn
check "it is as before" cmp out formatted.dmn
run "format --check" 1 dmn format --check ragged.dmn formatted.dmn
says out "ragged.dmn har inte den bestämda formen."
run "format --write" 0 dmn format --write ragged.dmn
check "the file is in its form" cmp ragged.dmn formatted.dmn
run "format --check, of what is" 0 dmn format --check ragged.dmn
run "format --text" 0 dmn format --text formatted.dmn
says out '## Beslut: besök: tBesök'
says out '- bygger på poäng'
says out '| UNIQUE | poäng | boende'
says out '| 1      | >= 5  | "ordinärt boende"      | 4        |'
says out 'function(rygg: boolean) tabell 1'
says out '## Beslutstjänst: tjänst'
echo '<a><b></a>' >broken.dmn
run "format what is no XML" 1 dmn format broken.dmn
says err "broken.dmn:1:"
run "format nothing" 2 dmn format
run "words of dmn" 0 dmn --help
says out "vaka dmn explain MODELL BESLUT"

run "demo" 0 demo --small --database demo.db --routine "$routine"
run "demo twice" 1 demo --small --database demo.db --routine "$routine"
says err "Databasen är inte tom."
run "demo users" 0 demo --users --small
for login in $(sqlite3 demo.db "SELECT login FROM der_user"); do
    check "the demo tells of $login" grep -qE "( |, )$login(,|\$)" out
done
run "demo users" 0 demo --users
says out "  enhetschef                    Hemsjukvården Söder          chef2"
check "all of them" test "$(tail -n +2 out | sed 's/.*  //' | tr ',' '\n' | wc -l)" = 45
VAKA_LANG=en run "demo users, in English" 0 demo --users
says out "needs assessor"
says out "sjukskoterska"
run "verify" 0 verify --database demo.db
check "a number for each word" grep -Eq '^Händelser: [0-9]+\. Strömmar: [0-9]+\. Rader i åtkomstloggen: [0-9]+\. Kontrollpunkter: [0-9]+\.$' out
says out "Allt är som det skrevs."
run "rebuild" 0 rebuild --database demo.db --routine "$routine"
says out "byte för byte detsamma"
run "backup" 0 backup --database demo.db copy.db
run "verify the copy" 0 verify --database copy.db
run "backup over an existing file" 1 backup --database demo.db copy.db
run "verify the copy again" 0 verify --database copy.db

# ---- backups that the computer that makes them cannot read ----
run "keys" 0 backup-key own.key
says out "vaka-backup-public "
cp out public.keys
check "the private key is its owner's alone" test "$(stat -c %a own.key)" = 600
run "keys over others" 1 backup-key own.key
says err "own.key finns redan."
run "keys of another" 0 backup-key other.key
run "encrypted backup" 0 backup --database demo.db --for public.keys sealed
check "nobody reads it" sh -c '! grep -q "SQLite format 3" sealed'
check "nor what stands in it" sh -c '! grep -qi sjukskoterska sealed'
run "encrypted backup, with the wrong half" 1 backup --database demo.db --for own.key sealed2
says err "Rad 1 är en privat nyckel."
run "restore without a key" 1 restore --from sealed back.db
says err "sealed är krypterad."
run "restore with the key of another" 1 restore --key other.key --from sealed back.db
says err "går inte att öppna med nyckeln"
run "restore with the wrong half" 1 restore --key public.keys --from sealed back.db
says err "Rad 1 är en publik nyckel."
head -c 100000 sealed >cut
run "restore what is cut off" 1 restore --key own.key --from cut back.db
says err "skadad, avkapad eller omkastad"
VAKA_LANG=en run "restore what is cut off, in English" 1 restore --key own.key --from cut back.db
says err "damaged, cut off or out of order"
(
    ulimit -f 200
    run "restore where there is no room" 1 restore --key own.key --from sealed back.db
    echo "$passed $failed" >counts
)
read -r passed failed <counts
check "nothing is left of what was not restored" sh -c 'test -z "$(ls back.db* 2>/dev/null)"'
head -c 70000 /dev/zero >back.db.vaka-part # as a run that was killed leaves it
run "restore" 0 restore --key own.key --from sealed back.db
says out "En körning som avbröts lämnade en halvfärdig fil bredvid back.db."
says out "Allt är som det skrevs."
says out "Säkerhetskopian är tillbaka som back.db."
run "verify what was restored" 0 verify --database back.db
run "restore over it" 1 restore --key own.key --from sealed back.db
says err "back.db finns redan."
run "rebuild what was restored" 0 rebuild --database back.db --routine "$routine"
says out "byte för byte detsamma"
run "restore a plain copy with a key" 1 restore --key own.key --from copy.db plain.db
says err "copy.db är inte krypterad"
run "restore a plain copy" 0 restore --from copy.db plain.db
says out "inga kontrollpunkter"
check "nobody has one-time codes: no key is spoken of" sh -c '! grep -q "plain.db.key" out'
mkdir with.db.checkpoints
run "restore beside checkpoints" 0 restore --from copy.db with.db
says out "Bredvid ligger kontrollpunkterna with.db.checkpoints."
cp copy.db coded.db
sqlite3 coded.db "UPDATE op_account SET totp = 'sealed' WHERE login = 'forvaltare'"
run "restore where codes are used" 0 restore --from coded.db codes.db
says out "Lägg codes.db.key från den server som kopian togs på bredvid"
touch keyed.db.key
run "restore beside a key" 0 restore --from coded.db keyed.db
says out "Bredvid ligger keyed.db.key."
VAKA_LANG=en run "restore, in English" 0 restore --from coded.db english.db
says out "Put english.db.key of the server that the copy was taken on beside it"
run "restore from nowhere" 2 restore plain.db
check "nothing lies beside" sh -c 'test -z "$(ls *part* demo.db.?????? 2>/dev/null)"'
cp demo.db.checkpoints.key old.key
run "a new key for checkpoints" 0 checkpoint-key --database demo.db
says out "Nyckeln är bytt."
check "the key is another" sh -c '! cmp -s demo.db.checkpoints.key old.key'
run "verify under the new key" 0 verify --database demo.db
rm demo.db.checkpoints.key
run "verify without the key" 1 verify --database demo.db
run "a new key for a lost one" 0 checkpoint-key --lost --database demo.db
run "verify after the loss" 0 verify --database demo.db

run "generate" 0 generate --database generated.db --routine "$routine" --cases 40 --seed 3
says out "40 påhittade personer"
run "verify what was generated" 0 verify --database generated.db
run "rebuild what was generated" 0 rebuild --database generated.db --routine "$routine"
says out "byte för byte detsamma"
run "generate twice" 1 generate --database generated.db --routine "$routine"
run "generate with VILS" 0 generate --database vils.db --routine "$routine/.." --cases 40 --vils 10 --seed 3
run "rebuild what is under VILS" 0 rebuild --database vils.db --routine "$routine/.."
says out "byte för byte detsamma"
run "try the routines that are in force" 0 routine try "$routine/.." --database vils.db
says out "Ärenden som prövades: 40. Ärenden där öppna plikter blir andra: 0."
run "try one of them alone" 0 routine try "$routine" --database vils.db
says out "  - "
says out "Hemsjukvården"
run "try nothing" 2 routine try --database vils.db
run "try what is not there" 1 routine try nowhere --database vils.db
run "rebuild without a routine that is in force" 1 rebuild --database vils.db --routine "$routine"
says err "Rutinen ”vils” är i kraft men finns inte i mappen med rutiner."
printf 'vaka-hela-natten\n' | "$vaka" routine end vils --by forvaltare --why "Beslut av MAS" --database vils.db \
    --routine "$routine/.." >out 2>err
check "a routine is not taken out of force while it is in the folder" test $? = 1
says err "Flytta först bort dess mapp."
printf 'vaka-hela-natten\n' | "$vaka" routine end vils --by forvaltare --why "Beslut av MAS" --database vils.db \
    --routine "$routine" >out 2>err
check "a routine is taken out of force" test $? = 0
says out "Allt härleds på nytt ur loggen, ärende för ärende."
says out "Alla 40 ärenden är klara."
says out "Rutinen ”vils” är ur kraft."
run "rebuild without it" 0 rebuild --database vils.db --routine "$routine"
says out "byte för byte detsamma"
run "end a routine without saying why" 2 routine end vils --by forvaltare
run "generate more VILS than people" 2 generate --database new.db --cases 40 --vils 41
run "generate nobody" 2 generate --database new.db --cases 0

# ---- users ----
organisation=$("$vaka" user organisation --database new.db --routine "$routine" --name Provkommunen \
    --principal kommun)
check "organisation" test "${organisation%%/*}" = organisation
unit=$("$vaka" user unit --database new.db --routine "$routine" --name Norr --kind hemsjukvårdsenhet \
    --organisation "$organisation")
check "unit" test "${unit%%/*}" = unit
run "units" 0 user units --database new.db --routine "$routine"
says out "$unit  Norr (Provkommunen)"
printf 'ett långt lösenord\n' | "$vaka" user add --database new.db --routine "$routine" --login ssk \
    --name "Sara Ek" >out 2>err
check "user" grep -q '^user/' out
printf 'kort\n' | "$vaka" user add --database new.db --routine "$routine" --login ft --name F >out 2>err
check "short password refused" test $? = 1
says err "Lösenordet behöver minst 12 tecken."
run "no password" 1 user add --database new.db --routine "$routine" --login ft --name F
run "assign" 0 user assign --database new.db --routine "$routine" --login ssk --unit "$unit" \
    --role sjuksköterska
run "assign nobody" 1 user assign --database new.db --routine "$routine" --login ingen \
    --unit "$unit" --role sjuksköterska
says err "Det finns ingen användare ”ingen”."
run "assign a role that is none" 1 user assign --database new.db --routine "$routine" --login ssk \
    --unit "$unit" --role trollkarl
says err "”trollkarl”"

# ---- damaged and newer files ----
cp -r "$routine" damaged
sed -i '0,/<\/decision>/s//<\/decision/' damaged/routine.dmn
run "damaged DMN file" 1 rebuild --database new.db --routine damaged
says err "routine.dmn:"
run "no routine there" 1 rebuild --database new.db --routine nowhere
cp demo.db damaged.db
printf 'X' | dd of=damaged.db bs=1 seek=20 conv=notrunc status=none
printf 'inte en databas, bara text som är lång nog för att likna en' >text.db
run "text for a database" 1 verify --database text.db
cp demo.db changed.db
sqlite3 changed.db "UPDATE log_payload SET body = replace(body, 'Lindqvist', 'Lundqvist')"
run "verify sees a changed payload" 1 verify --database changed.db
says out "fel."
cp demo.db newer.db
sqlite3 newer.db "INSERT INTO op_migration SELECT 9999, 'from-the-future.sql', sha256 FROM op_migration LIMIT 1"
run "newer database" 1 rebuild --database newer.db --routine "$routine"
says err "nyare"
cp demo.db readonly.db
chmod 400 readonly.db
if [ ! -w readonly.db ]; then # not so for a root that has all its powers
    run "a database that may not be written" 1 rebuild --database readonly.db --routine "$routine"
else
    skipped=$((skipped + 1))
fi

# ---- a full disk ----
mkdir -p full
if mount -t tmpfs -o size=600k tmpfs full 2>/dev/null; then
    run "full disk" 1 demo --small --database full/demo.db --routine "$routine"
    says err "Disken är full"
    umount full
else
    skipped=$((skipped + 2))
fi
(
    ulimit -f 300
    run "file at its ceiling" 1 demo --small --database ceiling.db --routine "$routine"
    echo "$passed $failed" >counts
)
read -r passed failed <counts
run "what is there is whole" 0 verify --database ceiling.db

finish
