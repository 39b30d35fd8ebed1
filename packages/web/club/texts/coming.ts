/** What changes for the member on the day of an announced version. */
import type { Same } from "../../ui/text.ts";

const sv = {
  title: "Nytt från {{day}}",
  lead: "Klubbens regler ändras den dagen. Så här blir det för dig.",
  earnMore:
    "Det du gjorde de senaste {{days}} dagarna ger {{before}} med reglerna nu. Med de nya hade det gett mer: {{after}}.",
  earnLess:
    "Det du gjorde de senaste {{days}} dagarna ger {{before}} med reglerna nu. Med de nya hade det gett mindre: {{after}}.",
  earnOther:
    "Det du gjorde de senaste {{days}} dagarna ger {{before}} med reglerna nu. Med de nya hade det gett {{after}}.",
  earnSame: "Det du gjorde de senaste {{days}} dagarna hade gett lika mycket med de nya reglerna.",
  nothing: "ingenting",
  price: "{{reward}}: {{before}} nu, {{after}} sedan.",
  kept: "Det du tjänar före {{day}} räcker till det gamla priset till och med {{through}}.",
  more: "{{reward}} kommer till, för {{after}}.",
  gone: "{{reward}} ({{before}}) går inte att köpa därefter.",
  life: "{{unit}} som du tjänar från den dagen gäller i {{after}}. Nu: {{before}}.",
  lifeEver: "{{unit}} som du tjänar från den dagen går aldrig ut. Nu: {{before}}.",
  lifeKept: "Det du har redan behåller sin dag.",
  ever: "utan slut",
  free: "gratis",
  endOf: {
    month: "{{length}} och månaden ut",
    quarter: "{{length}} och kvartalet ut",
    year: "{{length}} och året ut",
  },
  sliding: "{{length}} från ditt senaste köp",
  level: "{{level}} nås vid {{after}} i stället för {{before}}.",
  levelGone: "{{level}} finns inte längre.",
};

const da: Same<typeof sv> = {
  title: "Nyt fra {{day}}",
  lead: "Klubbens regler ændres den dag. Sådan bliver det for dig.",
  earnMore:
    "Det, du gjorde de seneste {{days}} dage, giver {{before}} med reglerne nu. Med de nye ville det have givet mere: {{after}}.",
  earnLess:
    "Det, du gjorde de seneste {{days}} dage, giver {{before}} med reglerne nu. Med de nye ville det have givet mindre: {{after}}.",
  earnOther:
    "Det, du gjorde de seneste {{days}} dage, giver {{before}} med reglerne nu. Med de nye ville det have givet {{after}}.",
  earnSame:
    "Det, du gjorde de seneste {{days}} dage, ville have givet lige så meget med de nye regler.",
  nothing: "ingenting",
  price: "{{reward}}: {{before}} nu, {{after}} bagefter.",
  kept: "Det, du optjener før {{day}}, rækker til den gamle pris til og med {{through}}.",
  more: "{{reward}} kommer til og koster {{after}}.",
  gone: "{{reward}} ({{before}}) kan ikke købes derefter.",
  life: "{{unit}}, som du optjener fra den dag, gælder i {{after}}. Nu: {{before}}.",
  lifeEver: "{{unit}}, som du optjener fra den dag, udløber aldrig. Nu: {{before}}.",
  lifeKept: "Det, du har i forvejen, beholder sin dato.",
  ever: "uden slutning",
  free: "gratis",
  endOf: {
    month: "{{length}} og måneden ud",
    quarter: "{{length}} og kvartalet ud",
    year: "{{length}} og året ud",
  },
  sliding: "{{length}} fra dit seneste køb",
  level: "{{level}} nås ved {{after}} i stedet for {{before}}.",
  levelGone: "{{level}} findes ikke længere.",
};

const en: Same<typeof sv> = {
  title: "New from {{day}}",
  lead: "The club's rules change on that day. This is what it means for you.",
  earnMore:
    "What you did in the last {{days}} days gives {{before}} under the present rules. The new ones would have given more: {{after}}.",
  earnLess:
    "What you did in the last {{days}} days gives {{before}} under the present rules. The new ones would have given less: {{after}}.",
  earnOther:
    "What you did in the last {{days}} days gives {{before}} under the present rules. The new ones would have given {{after}}.",
  earnSame: "What you did in the last {{days}} days would have given as much under the new rules.",
  nothing: "nothing",
  price: "{{reward}}: {{before}} now, {{after}} then.",
  kept: "What you earn before {{day}} keeps the old price through {{through}}.",
  more: "{{reward}} is added, for {{after}}.",
  gone: "{{reward}} ({{before}}) cannot be bought after that.",
  life: "{{unit}} that you earn from that day on last {{after}}. Now: {{before}}.",
  lifeEver: "{{unit}} that you earn from that day on never expire. Now: {{before}}.",
  lifeKept: "What you already have keeps its date.",
  ever: "without end",
  free: "free",
  endOf: {
    month: "{{length}} and to the end of the month",
    quarter: "{{length}} and to the end of the quarter",
    year: "{{length}} and to the end of the year",
  },
  sliding: "{{length}} from your last purchase",
  level: "{{level}} is reached at {{after}} instead of {{before}}.",
  levelGone: "{{level}} no longer exists.",
};

export const comingTexts = { sv, da, en };
