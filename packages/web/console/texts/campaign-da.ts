import type { CampaignTexts } from "./campaign.ts";

export const da: CampaignTexts = {
  title: "Kampagne",
  start: "Start en kampagne",
  startAbout: "En regel for en tid. Du ser pris og rækkevidde, mens du skriver.",
  back: "Til programmet",
  unknown: "Den skabelon findes ikke. Vælg en anden på programmets side.",
  rule: "Sådan bliver reglen",
  publish: "Udgiv",
  save: "Gem som udkast",
  saved: "Udkastet er gemt. Intet ændres, før du udgiver det.",
  draft: "Åbn udkastet {{id}}",
  coming:
    "Version {{version}} tager over {{when}} og har ikke kampagnen. Læg den også i den version, hvis den skal fortsætte.",
  consequence:
    "Medlemmerne ser reglen straks, og den begynder at give {{from}}. Den kan afsluttes før tid med en ny version, men det, der er givet, tages ikke tilbage.",
  consequenceHoldout: "{{share}} af medlemmerne er uden, så vi kan måle, hvad den gør.",
  alone: "I demoen er det nok, at du gør det. I en rigtig klub godkender en person mere.",
  published: "Udgivet som version {{version}}. Kampagnen begynder {{from}}.",
  asked: {
    approval:
      "Du har bedt om det. Det udgives, når en anden i personalet godkender, senest {{when}}.",
    delay:
      "Du har bedt om det. Ingen anden kan godkende, så det udgives af sig selv {{when}}, hvis du ikke fortryder forinden.",
  },
  forward: {
    title: "Hvad sker der så?",
    about: "Demoens ur kan spoles frem, så du ser kampagnen i brug.",
    telling: "Klubben lever en måned mere: {{done}} af {{total}} hændelser.",
    told: "Uret viser {{when}}.",
    gave: "Kampagnen har givet ekstra til {{reach}} medlemmer og kostet omkring {{cost}}.",
    nobody: "Intet medlem har fået noget af kampagnen endnu.",
    doubt:
      "Om flere handlede på grund af den, ved vi ikke endnu. Det viser sammenligningen med kontrolgruppen 90 dage efter starten.",
  },
  of: {
    "double-local": {
      name: "Dobbelte point på lokalt",
      about: "Varer med en mærkat giver flere point end ellers.",
    },
    "double-category": {
      name: "Dobbelte point på en kategori",
      about: "En hylde ad gangen giver flere point end ellers.",
    },
    "quiet-hours": {
      name: "Flere point i stille timer",
      about: "Køb i bestemte timer giver flere point end ellers.",
    },
    "big-basket": {
      name: "Ekstra på større køb",
      about: "Køb fra et vist beløb giver en gave, højst en gang om dagen.",
    },
    "new-category": {
      name: "Prøv noget nyt",
      about: "Den, der køber fra en ny kategori, får en gave, højst en gang om måneden.",
    },
    "win-back": {
      name: "Godt at se dig igen",
      about: "Den, der ikke har handlet et stykke tid, får en gave ved næste køb.",
    },
  },
  field: {
    by: "Gange så mange",
    tag: "Varer med mærkaten",
    category: "Varer i kategorien",
    opens: "Fra klokken",
    closes: "Til klokken",
    amount: "Antal i gave",
    least: "Køb fra",
    away: "Dage siden seneste køb",
  },
  wrong: {
    by: "Skriv et tal over 1 og højst 20, for eksempel 2 eller 1,5.",
    whole: "Skriv et helt tal fra 1.",
    goods: "Skriv, hvilke varer det gælder.",
    hours: "Sluttiden skal være efter starttiden.",
    days: "Den sidste dag er før den første.",
    share: "Skriv en andel fra 0 til 50.",
    name: "Skriv, hvad medlemmerne skal læse, på mindst ét sprog.",
    past: "Den dag har været. Vælg i dag eller senere.",
  },
  figures: {
    title: "Hvad koster den?",
    about: "Som om den havde gældt {{from}}–{{through}}, på jeres rigtige køb.",
    draftAbout: "Som om udkastet havde gældt de seneste tolv måneder, på jeres rigtige hændelser.",
    busy: "Regner om …",
    refining: "Omtrentligt svar. Regner på flere medlemmer …",
    stopped: "Tallene regnes, når felterne passer.",
    sentence: "Koster omkring {{cost}} og når {{reach}} medlemmer.",
    saves: "Sparer omkring {{cost}}; {{reach}} medlemmer mærker det.",
    free: "Koster intet; {{reach}} medlemmer mærker det.",
    nobody: "Intet medlem ville have mærket noget.",
    noCost: "Ingen enhed har pris eller værdi, så det kan ikke siges i penge.",
    cost: "Koster",
    reach: "Når",
    reached: "{{reach}} af {{members}} aktive",
    breakEven: "Betaler sig, hvis salget stiger",
    more: "{{money}} ({{share}})",
    nothingMore: "Intet er nødvendigt",
    noMargin: "Kan ikke siges uden varernes indkøbspris",
    sides: "{{winners}} får mere, {{losers}} får mindre.",
    basis: "Regnet på {{events}} hændelser {{span}}, som om alle gjorde, som de gjorde.",
    doubt: "Lokker den flere til at handle, koster den mere og sælger mere.",
    who: "Hvem mærker det?",
  },
};
