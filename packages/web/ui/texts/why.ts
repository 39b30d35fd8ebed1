/** Why an event gave what it gave: the receipt, and each rule with its version, sum and lots. */
import type { Same } from "../text.ts";

const sv = {
  gave: "Det här gav den",
  gaveNothing: "Den gav inget.",
  rule: "Enligt reglerna, version {{version}}",
  sum: "Summa",
  lot: "{{amount}} går att använda till och med {{day}}",
  lotOpen_one: "{{amount}} går inte ut",
  lotOpen_other: "{{amount}} går inte ut",
  receipt: "Kvittot",
  returned: "Det som kom tillbaka",
  paid: "Betalt",
  leftOut: "gav inget här",
  leftOutFor: "gav inget här: {{rule}} gäller för {{goods}}",
  moreLines_one: "och {{count}} rad till",
  moreLines_other: "och {{count}} rader till",
  forAll: "För hela köpet, {{paid}}",
  forLines: "För {{lines}}, {{paid}}",
  trimmed: "så mycket som gränsen hade kvar",
};

const da: Same<typeof sv> = {
  gave: "Det fik du for det",
  gaveNothing: "Det gav ikke noget.",
  rule: "Efter reglerne, version {{version}}",
  sum: "I alt",
  lot: "{{amount}} kan bruges til og med {{day}}",
  lotOpen_one: "{{amount}} udløber ikke",
  lotOpen_other: "{{amount}} udløber ikke",
  receipt: "Bonen",
  returned: "Det, der kom tilbage",
  paid: "Betalt",
  leftOut: "gav ikke noget her",
  leftOutFor: "gav ikke noget her: {{rule}} gælder for {{goods}}",
  moreLines_one: "og {{count}} linje mere",
  moreLines_other: "og {{count}} linjer mere",
  forAll: "For hele købet, {{paid}}",
  forLines: "For {{lines}}, {{paid}}",
  trimmed: "så meget, som der var tilbage inden for grænsen",
};

const en: Same<typeof sv> = {
  gave: "What it gave",
  gaveNothing: "It gave nothing.",
  rule: "Under the rules, version {{version}}",
  sum: "Sum",
  lot: "{{amount}} usable through {{day}}",
  lotOpen_one: "{{amount}} does not expire",
  lotOpen_other: "{{amount}} do not expire",
  receipt: "The receipt",
  returned: "What came back",
  paid: "Paid",
  leftOut: "gave nothing here",
  leftOutFor: "gave nothing here: {{rule}} covers {{goods}}",
  moreLines_one: "and {{count}} more line",
  moreLines_other: "and {{count}} more lines",
  forAll: "For the whole purchase, {{paid}}",
  forLines: "For {{lines}}, {{paid}}",
  trimmed: "as much as its limit had left",
};

export const why = { sv, da, en };
