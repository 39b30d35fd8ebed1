/** Why the club refused, to people: what happened, what became of it, what to do now. */
import type { RefusalTexts } from "../refusals.ts";

export const da: RefusalTexts = {
  invalid_body: "Noget af det, du skrev, kan ikke læses. Intet er gemt. Ret det, og prøv igen.",
  invalid_query: "Søgningen kan ikke læses. Intet er ændret. Ændr udvalget, og prøv igen.",
  invalid_path: "Adressen fører ingen steder hen. Intet er ændret. Gå tilbage, og vælg igen.",
  invalid_header: "Forespørgslen kunne ikke læses. Intet er ændret. Genindlæs siden, og prøv igen.",
  invalid_json: "Teksten er ikke gyldig JSON. Intet er gemt. Ret den, og prøv igen.",
  invalid_csv:
    "Filen kan ikke læses som en tabel. Intet er gemt. Gem den som CSV i UTF-8 med en overskriftslinje, og prøv igen.",
  invalid_cursor:
    "Listen er ændret, siden du begyndte. Intet er gået tabt. Genindlæs siden, og begynd forfra.",
  body_too_large: "Det var for meget på én gang. Intet er gemt. Del det op, og prøv igen.",
  unsupported_media_type: "Den slags fil kan ikke læses her. Intet er gemt. Vælg en anden fil.",
  not_found: "Det findes ikke her, eller ikke længere. Intet er ændret. Gå tilbage, og vælg igen.",
  method_not_allowed:
    "Det kan ikke gøres her. Intet er ændret. Genindlæs siden; den kan være gammel.",
  unauthenticated: "Du er logget ud. Log ind igen, så er du tilbage her.",
  invalid_signature:
    "Leveringen er ikke signeret, som tilkoblingen forventer. Intet er bogført. Kontrollér, at hemmeligheden er den samme her og i butikken.",
  forbidden: "Det må du ikke her. Intet er ændret. Spørg klubbens ejer, hvis du har brug for det.",
  whole_club:
    "Det gælder hele klubben, og du arbejder for nogle butikker. Intet er ændret. Spørg en, der arbejder for hele klubben.",
  step_up_required: "Bekræft først, at det er dig. Intet er ændret endnu.",
  wait_after_change:
    "En enhed eller adresse er ny for dig, så noget, der er så meget værd, venter til {when}. Intet er bogført. Mindre indløsninger kan ske nu, og alle kan ske ved kassen. Var det ikke dig? Log ud overalt, og sig til i klubben.",
  approval_required:
    "Det er mere, end én må gøre alene. Intet er ændret. Bed om det, så kan en anden godkende det.",
  sign_in_failed: "Du blev ikke logget ind. Prøv forfra; ellers kan en ejer give dig et nyt link.",
  idempotency_key_required:
    "Siden sendte noget ufuldstændigt. Intet er ændret. Genindlæs den, og prøv igen.",
  idempotency_key_reused:
    "Det er allerede sendt med et andet indhold. Intet nyt er bogført. Genindlæs siden, og gør det igen.",
  request_in_progress: "Det samme er allerede på vej. Intet gøres to gange. Vent lidt.",
  precondition_required:
    "Siden vidste ikke, hvad der allerede gælder. Intet er ændret. Genindlæs den, og prøv igen.",
  precondition_failed:
    "En anden har ændret det, siden du åbnede det. Intet af dit er gemt. Genindlæs, og gør ændringen igen.",
  rate_limited: "Der har været mange forsøg. Vent lidt, og prøv igen.",
  shop_unavailable:
    "Webshoppen svarer ikke, som den skal. Intet er ændret. Kontrollér tilkoblingen, og prøv igen om lidt.",
  store_unavailable:
    "Klubben kan ikke nå sine bøger lige nu. Intet er gået tabt. Prøv igen om lidt.",
  overloaded: "Der er travlt lige nu. Intet er gået tabt. Prøv igen om lidt.",
  internal: "Noget gik i stykker hos klubben. Prøv igen om lidt; det bogføres aldrig to gange.",
  not_a_demo: "Det her er ikke en demoklub. Intet er ændret. Gør det i demoen.",
  demo_busy: "Demoen bliver fyldt lige nu. Intet er ændret. Prøv igen, når den er klar.",
  too_many_listeners: "For mange skærme lytter allerede. Luk en af dem, eller vent lidt.",
  own_membership: "Ingen retter sit eget medlemskab. Intet er ændret. Spørg en kollega.",
  last_owner: "Det er den sidste ejer. Intet er ændret. Gør først en anden til ejer.",
  last_passkey:
    "Det er din sidste nøgle. Den er her stadig. Tilføj først en anden, så du kan logge ind.",
  event_conflict:
    "Nummeret står allerede for noget andet. Det, der er bogført, gælder. Gør det igen under et nyt nummer.",
  member_busy:
    "Der bogføres noget andet på medlemmet lige nu. Intet er bogført endnu. Prøv igen om lidt.",
  conflict:
    "Det støder sammen med noget, der allerede findes. Intet er ændret. Kontrollér, hvad der gælder, og prøv igen.",
  unknown_member:
    "Der er intet medlem med den oplysning. Intet er bogført. Kontrollér den, eller lad kunden melde sig ind.",
  unknown_article:
    "Varen er ukendt. Intet er bogført. Tilføj den til sortimentet, eller vælg en anden.",
  unknown_store: "Butikken er ukendt. Intet er bogført. Tilføj den, eller vælg en anden.",
  picture_unknown:
    "Filen er hverken PNG, JPEG eller WebP. Intet er ændret. Gem billedet i et af de formater.",
  picture_too_heavy:
    "Billedet er for tungt: højst 200 kB tages imod. Intet er ændret. Gem det mindre, eller som WebP.",
  picture_wrong_size:
    "Billedet har for få eller for mange billedpunkter: hver side skal være 16 til 2.000. Intet er ændret. Skalér det.",
  unknown_activity: "Programmet har ingen sådan aktivitet. Intet er bogført. Vælg en anden.",
  unknown_market: "Programmet har ikke det marked. Intet er ændret. Vælg et af programmets.",
  unknown_unit: "Programmet har ingen sådan enhed. Intet er ændret. Vælg en af programmets.",
  amount_out_of_range:
    "Beløbet kan ikke bogføres. Intet er bogført. Kontrollér det, og skriv det igen.",
  wrong_currency:
    "Det er den forkerte valuta for dette marked. Intet er bogført. Angiv beløbet i markedets valuta.",
  occurred_in_future:
    "Tidspunktet ligger i fremtiden. Intet er bogført. Kontrollér uret på enheden.",
  too_old:
    "Det skete for længe siden til at blive bogført her. Intet er bogført. Indlæs det som historik i stedet.",
  clock_wrong:
    "Uret i kassen går mere end 48 timer forkert. Købet er gemt og venter på, at nogen i klubben tager stilling. Stil uret på enheden.",
  invalid_identifier:
    "Det ligner hverken en e-mailadresse eller et telefonnummer. Kontrollér det, og prøv igen.",
  card_not_valid:
    "Kortet kan ikke læses; koden kan være for gammel. Intet er bogført. Åbn kortet på telefonen igen, eller skriv nummeret.",
  join_at_till: "Her melder man sig ind i butikken: vis koden ved kassen.",
  code_wrong: "Koden er forkert eller udløbet. Bed om en ny.",
  code_used: "Koden er allerede brugt. Bed om en ny.",
  code_expired: "Koden er udløbet. Bed om en ny.",
  delivery_failed: "Koden kunne ikke sendes. Kontrollér adressen, og prøv igen.",
  last_identity:
    "Det er den sidste adresse, klubben kan nå dig på. Den er her stadig. Tilføj først en anden, eller forlad klubben.",
  open_holds:
    "Noget er reserveret til et køb, der er i gang. Intet er ændret. Vent, til det er færdigt.",
  cannot_merge: "De to kan ikke blive ét medlem. Intet er ændret. Se, hvad der står i vejen.",
  wallet_shared:
    "Andre bruger den samme saldo. Intet er ændret. Lad dem først forlade husstanden eller firmaet.",
  field_answer_invalid:
    "Svaret passer ikke til spørgsmålet. Det er ikke gemt. Ændr det, og prøv igen.",
  wording_missing:
    "Klubben har ikke skrevet, hvad samtykket betyder. Intet er gemt. Teksten skal være der først.",
  member_frozen:
    "Medlemskabet er frosset: intet kan bruges, før klubben har set på det. Intet er trukket, og køb giver som sædvanligt.",
  insufficient_balance:
    "Der er ikke nok lige nu. Intet er trukket. Brug mindre, eller vælg noget andet.",
  return_exceeds_purchase:
    "Det er mere, end der blev købt, eller er tilbage at returnere. Intet er bogført. Kontrollér bonen og antallet.",
  nothing_to_return:
    "Der er ikke et sådant køb at returnere. Intet er bogført. Kontrollér bonens nummer.",
  ambiguous_receipt: "Nummeret findes flere steder. Intet er bogført. Vælg, hvilket køb der menes.",
  unit_not_spendable: "Den enhed tæller kun og kan ikke bruges. Intet er trukket. Vælg en anden.",
  unknown_hold: "Reservationen findes ikke længere. Intet er trukket. Reservér igen.",
  hold_exists:
    "Det er allerede reserveret. Intet er trukket to gange. Fortsæt med den reservation, der er.",
  unknown_reward: "Belønningen findes ikke i programmet. Intet er trukket. Vælg en anden.",
  reward_unavailable:
    "Belønningen kan ikke fås lige nu. Intet er trukket. Se efter, hvem den er til, og hvornår.",
  reward_not_granted:
    "Der er ingen ubrugt belønning af den slags. Intet er trukket. Indløs den for point, eller vælg en anden.",
  reward_limit_reached:
    "Den er allerede indløst så mange gange, som man kan. Intet er trukket. Vælg en anden belønning.",
  out_of_stock: "Den er udsolgt. Intet er trukket. Vælg en anden.",
  money_missing:
    "Den del af prisen, der betales i penge, mangler. Intet er trukket. Betal den, og prøv igen.",
  unknown_redemption: "Den belønning findes ikke her. Intet er ændret. Gå tilbage, og vælg igen.",
  reward_used:
    "Belønningen er allerede brugt, afbestilt eller udløbet. Intet er trukket. Vælg en anden.",
  code_not_valid:
    "Koden kan ikke bruges: den kan være skrevet forkert, brugt eller udløbet. Intet er ændret. Kontrollér den tegn for tegn.",
  gift_card_too_low:
    "Gavekortet dækker det ikke. Intet er trukket. Tag mindre fra det, og resten i penge.",
  early_access_only:
    "Det må kun nogle medlemmer købe endnu. Intet er bogført. Fjern varen, eller vent, til den er for alle.",
  seat_taken:
    "Samme medlem har allerede pladsen eller står på ventelisten. Intet er trukket. Afbestil først for at vælge igen.",
  unknown_quote:
    "Beregningen findes ikke længere. Intet er bogført. Den laves igen med de samme varer.",
  quote_expired:
    "Beregningen er udløbet. Intet er bogført, og det reserverede er frit igen. Prøv en gang til.",
  quote_ended:
    "Købet er allerede afsluttet. Intet er bogført to gange. Lav en retur, hvis noget gik galt.",
  quote_changed:
    "Noget er ændret, siden det blev regnet ud. Intet er bogført. Se på beløbet, og prøv igen.",
  tender_not_possible: "Dette køb kan ikke betales sådan. Intet er trukket. Betal den del i penge.",
  evidence_missing:
    "Der mangler noget, der viser, at det er sket. Intet er bogført. Tilføj det, og prøv igen.",
  evidence_not_accepted:
    "Det er ikke nok bevis for aktiviteten. Intet er bogført. Brug et af dem, programmet godkender.",
  field_unknown:
    "Aktiviteten har ikke det felt. Intet er bogført. Fjern det, eller tilføj det i programmet.",
  field_invalid:
    "Et felt indeholder noget, der ikke er tilladt. Intet er bogført. Ændr det, og prøv igen.",
  contract_unknown:
    "Medlemmet har ingen sådan aftale. Intet er bogført. Aftalens start skal komme først.",
  contract_exists:
    "Aftalen er allerede begyndt. Intet er bogført to gange. Brug et andet aftalenummer.",
  programme_invalid: "Programmet hænger ikke sammen. Intet er udgivet. Ret det, der er markeret.",
  programme_backdated:
    "Et program kan ikke træde i kraft tilbage i tiden. Intet er udgivet. Vælg et tidspunkt fra nu af.",
  broken_promise:
    "Programmet bryder et løfte til medlemmerne. Intet er udgivet. Vælg en senere dag, eller tag det tilbage, der bliver dårligere.",
  id_reused: "Et id stod for noget andet før. Intet er udgivet. Giv det nye et nyt id.",
  no_programme: "Klubben har endnu intet program, der gælder. Intet er bogført. Udgiv et først.",
  erased: "Medlemmet er slettet efter eget ønske. Intet er bogført. Send det ikke igen.",
};
