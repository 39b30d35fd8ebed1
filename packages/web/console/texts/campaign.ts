/** Words of writing a campaign. */
import type { Same } from "../../ui/text.ts";
import { da } from "./campaign-da.ts";
import { en } from "./campaign-en.ts";

const sv = {
  title: "Kampanj",
  start: "Starta en kampanj",
  startAbout: "En regel för en tid. Du ser kostnad och räckvidd medan du skriver.",
  back: "Till programmet",
  unknown: "Den mallen finns inte. Välj en annan på programmets sida.",
  rule: "Så här blir regeln",
  publish: "Publicera",
  save: "Spara som utkast",
  saved: "Utkastet är sparat. Inget ändras förrän du publicerar det.",
  draft: "Öppna utkastet {{id}}",
  coming:
    "Version {{version}} tar över {{when}} och har inte kampanjen. Lägg den även i den versionen om den ska gå vidare.",
  consequence:
    "Medlemmarna ser regeln genast och den börjar ge {{from}}. Den går att avsluta i förtid med en ny version, men det som redan getts tas inte tillbaka.",
  consequenceHoldout: "{{share}} av medlemmarna går utan, så att vi kan mäta vad den gör.",
  alone: "I demon räcker det att du gör det. I en riktig klubb godkänner en person till.",
  published: "Publicerad som version {{version}}. Kampanjen börjar {{from}}.",
  asked: {
    approval:
      "Du har bett om det. Det publiceras när en annan i personalen godkänner, senast {{when}}.",
    delay:
      "Du har bett om det. Ingen annan kan godkänna, så det publiceras av sig självt {{when}} om du inte ångrar dig innan dess.",
  },
  forward: {
    title: "Vad händer sedan?",
    about: "Demons klocka går att spola fram, så att du ser kampanjen i bruk.",
    telling: "Klubben lever en månad till. Händelser: {{done}} av {{total}}.",
    told: "Klockan visar {{when}}.",
    gave_one: "Kampanjen har gett extra till {{reach}} medlem och kostat ungefär {{cost}}.",
    gave_other: "Kampanjen har gett extra till {{reach}} medlemmar och kostat ungefär {{cost}}.",
    nobody: "Ingen medlem har fått något av kampanjen än.",
    doubt:
      "Om fler handlade tack vare den vet vi inte än. Det visar jämförelsen med kontrollgruppen 90 dagar efter starten.",
  },
  of: {
    "double-local": {
      name: "Dubbla poäng på lokalt",
      about: "Varor med en etikett ger fler poäng än annars.",
    },
    "double-category": {
      name: "Dubbla poäng på en kategori",
      about: "En hylla i taget ger fler poäng än annars.",
    },
    "quiet-hours": {
      name: "Fler poäng på lugna timmar",
      about: "Köp på vissa timmar ger fler poäng än annars.",
    },
    "big-basket": {
      name: "Extra på större köp",
      about: "Köp från ett visst belopp ger en gåva, högst en gång om dagen.",
    },
    "new-category": {
      name: "Prova något nytt",
      about: "Den som köper ur en ny kategori får en gåva, högst en gång i månaden.",
    },
    "win-back": {
      name: "Kul att ses igen",
      about: "Den som inte handlat på ett tag får en gåva vid nästa köp.",
    },
  },
  field: {
    by: "Gånger så många",
    tag: "Varor med etiketten",
    category: "Varor i kategorin",
    opens: "Från klockan",
    closes: "Till klockan",
    amount: "Antal i gåva",
    least: "Köp från",
    away: "Dagar sedan senaste köpet",
  },
  wrong: {
    by: "Skriv ett tal över 1 och högst 20, till exempel 2 eller 1,5.",
    whole: "Skriv ett helt tal från 1.",
    goods: "Skriv vilka varor det gäller.",
    hours: "Sluttiden måste vara efter starttiden.",
    days: "Sista dagen är före den första.",
    share: "Skriv en andel från 0 till 50.",
    name: "Skriv vad medlemmarna ska läsa, på minst ett språk.",
    past: "Den dagen har varit. Välj i dag eller senare.",
  },
  holdoutFew:
    "Ingen föreslås: en kontrollgrupp säger något först när den har minst {{least}} medlemmar, och kampanjen når bara {{reach}}.",
  list: {
    title: "Kampanjer",
    about: "Regler med en första eller sista dag: vad de ger och hur många de har nått.",
    none: "Ingen kampanj än. Börja med en mall nedan.",
    running: "Pågår",
    coming: "Kommer",
    ended: "Avslutade",
    from: "Från {{day}}, utan slut",
    through: "Till och med {{day}}",
    holdout: "Kontrollgrupp: {{share}}",
    reach_one: "Har nått {{reach}} medlem.",
    reach_other: "Har nått {{reach}} medlemmar.",
    given: "Har gett {{given}}.",
    end: "Avsluta i dag",
    endOf: "Avsluta {{name}} i dag?",
    endWhat:
      "En ny version publiceras nu där i dag är sista dagen. Det som redan har getts står kvar. En version som redan är aviserad ändras inte: se efter om den har med kampanjen.",
    endNote: "{{name}} slutar i dag",
    endedBy: "Klart: i dag är sista dagen (version {{version}}).",
    endAsked: "Du har bett om det: en till ska godkänna.",
  },
  figures: {
    title: "Vad kostar den?",
    about: "Prövad på era riktiga köp.",
    asIf_one: "Som om den hade gällt {{span}}: {{count}} vecka bakåt, på samma veckodagar.",
    asIf_other: "Som om den hade gällt {{span}}: {{count}} veckor bakåt, på samma veckodagar.",
    asIfYear: "Som om den hade gällt {{span}}: samma årstid i fjol, på samma veckodagar.",
    draftAbout: "Som om utkastet hade gällt de senaste tolv månaderna, på era riktiga händelser.",
    busy: "Räknar om …",
    refining: "Ungefärligt svar. Räknar på fler medlemmar …",
    stopped: "Siffrorna räknas när fälten stämmer.",
    sentence_one: "Kostar ungefär {{cost}} och når {{reach}} medlem.",
    sentence_other: "Kostar ungefär {{cost}} och når {{reach}} medlemmar.",
    saves_one: "Sparar ungefär {{cost}}; {{reach}} medlem märker det.",
    saves_other: "Sparar ungefär {{cost}}; {{reach}} medlemmar märker det.",
    free_one: "Kostar inget; {{reach}} medlem märker det.",
    free_other: "Kostar inget; {{reach}} medlemmar märker det.",
    nobody: "Ingen medlem hade märkt något.",
    noCost: "Ingen enhet har kostnad eller värde, så det går inte att säga i pengar.",
    cost: "Kostar",
    reach: "Når",
    reached: "{{reach}} av {{members}} aktiva",
    breakEven: "Betalar sig om försäljningen ökar",
    more: "{{money}} ({{share}})",
    nothingMore: "Inget behövs",
    noMargin: "Går inte att säga utan artiklarnas inköpspris",
    sides: "{{winners}} får mer, {{losers}} får mindre.",
    basis_one: "Räknat på {{events}} händelse {{span}}, som om alla gjort som de gjorde.",
    basis_other: "Räknat på {{events}} händelser {{span}}, som om alla gjort som de gjorde.",
    doubt: "Lockar den fler att handla kostar den mer, och säljer mer.",
    who: "Vilka märker det?",
  },
};

export type CampaignTexts = Same<typeof sv>;
export const texts = { sv, da, en };
