/** Why the club refused, to people: what happened, what became of it, what to do now. */
import type { RefusalTexts } from "../refusals.ts";

export const sv: RefusalTexts = {
  invalid_body:
    "Något i det du skrev går inte att läsa. Ingenting har sparats. Rätta det och försök igen.",
  invalid_query:
    "Sökningen går inte att läsa. Ingenting har ändrats. Ändra urvalet och försök igen.",
  invalid_path: "Adressen leder ingenstans. Ingenting har ändrats. Gå tillbaka och välj igen.",
  invalid_header:
    "Förfrågan kunde inte läsas. Ingenting har ändrats. Ladda om sidan och försök igen.",
  invalid_json: "Texten är inte giltig JSON. Ingenting har sparats. Rätta den och försök igen.",
  invalid_csv:
    "Filen går inte att läsa som en tabell. Ingenting har sparats. Spara den som CSV i UTF-8 med en rubrikrad och försök igen.",
  invalid_cursor:
    "Listan har ändrats sedan du började. Ingenting är förlorat. Ladda om sidan och bläddra från början.",
  body_too_large:
    "Det var för mycket på en gång. Ingenting har sparats. Dela upp det och försök igen.",
  unsupported_media_type:
    "Den sortens fil kan inte läsas här. Ingenting har sparats. Välj en annan fil.",
  not_found:
    "Det finns inte här, eller inte längre. Ingenting har ändrats. Gå tillbaka och välj igen.",
  method_not_allowed:
    "Det går inte att göra här. Ingenting har ändrats. Ladda om sidan; den kan vara gammal.",
  unauthenticated: "Du är utloggad. Logga in igen, så är du tillbaka här.",
  invalid_signature:
    "Leveransen är inte signerad som kopplingen väntar sig. Ingenting har bokförts. Kontrollera att hemligheten är densamma här och i butiken.",
  forbidden:
    "Det får du inte göra här. Ingenting har ändrats. Fråga den som äger klubben om du behöver det.",
  whole_club:
    "Det gäller hela klubben, och du arbetar för vissa butiker. Ingenting har ändrats. Be någon som sköter hela klubben.",
  step_up_required: "Bekräfta först att det är du. Ingenting har ändrats än.",
  wait_after_change:
    "En enhet eller adress är ny för dig, så något som är värt så mycket väntar till {when}. Ingenting har bokförts. Mindre uttag går redan nu, och alla går i kassan. Var det inte du? Logga ut överallt och säg till klubben.",
  approval_required:
    "Det är mer än en får göra ensam. Ingenting har ändrats. Be om det, så godkänner en till.",
  sign_in_failed:
    "Inloggningen gick inte igenom. Försök från början; annars kan en ägare ge dig en ny länk.",
  idempotency_key_required:
    "Sidan skickade något ofullständigt. Ingenting har ändrats. Ladda om den och försök igen.",
  idempotency_key_reused:
    "Det här har redan skickats med annat innehåll. Ingenting nytt har bokförts. Ladda om sidan och gör det igen.",
  request_in_progress: "Samma sak är redan på väg. Ingenting görs två gånger. Vänta en stund.",
  precondition_required:
    "Sidan visste inte vad som redan gäller. Ingenting har ändrats. Ladda om den och försök igen.",
  precondition_failed:
    "Någon annan har ändrat det sedan du öppnade det. Ingenting av ditt har sparats. Ladda om och gör om ändringen.",
  rate_limited: "Det blev många försök. Vänta en stund och försök igen.",
  shop_unavailable:
    "Webbutiken svarar inte som den ska. Ingenting har ändrats. Kontrollera kopplingen och försök igen om en stund.",
  store_unavailable:
    "Klubben når inte sina böcker just nu. Ingenting är förlorat. Försök igen om en stund.",
  overloaded: "Det är mycket att göra just nu. Ingenting är förlorat. Försök igen om en stund.",
  internal:
    "Något gick sönder hos klubben. Försök igen om en stund; det bokförs aldrig två gånger.",
  not_a_demo: "Det här är ingen demoklubb. Ingenting har ändrats. Gör det i demon.",
  demo_busy: "Demon fylls just nu. Ingenting har ändrats. Försök igen när den är klar.",
  too_many_listeners: "För många skärmar lyssnar redan. Stäng en av dem, eller vänta en stund.",
  own_membership: "Ingen rättar sitt eget medlemskap. Ingenting har ändrats. Be en kollega.",
  last_owner: "Det är den sista ägaren. Ingenting har ändrats. Gör först någon annan till ägare.",
  last_passkey:
    "Det är din sista nyckel. Den finns kvar. Lägg först till en annan, så att du kan logga in.",
  event_conflict:
    "Numret står redan för något annat. Det som bokförts gäller. Gör om det under ett nytt nummer.",
  member_busy:
    "Något annat bokförs på medlemmen just nu. Ingenting har bokförts än. Försök igen om en stund.",
  conflict:
    "Det krockar med något som redan finns. Ingenting har ändrats. Kontrollera vad som gäller och försök igen.",
  unknown_member:
    "Det finns ingen sådan medlem. Ingenting har bokförts. Kontrollera uppgiften, eller låt kunden gå med.",
  unknown_article:
    "Varan är okänd. Ingenting har bokförts. Lägg till den i sortimentet, eller välj en annan.",
  unknown_store: "Butiken är okänd. Ingenting har bokförts. Lägg till den, eller välj en annan.",
  picture_unknown:
    "Filen är ingen PNG, JPEG eller WebP. Inget är ändrat. Spara bilden om i ett av de formaten.",
  picture_too_heavy:
    "Bilden är för tung: högst 200 kB tas emot. Inget är ändrat. Spara den mindre, eller som WebP.",
  picture_wrong_size:
    "Bilden har för få eller för många bildpunkter: varje sida ska vara 16 till 2 000. Inget är ändrat. Skala om den.",
  unknown_activity: "Programmet har ingen sådan aktivitet. Ingenting har bokförts. Välj en annan.",
  unknown_market:
    "Programmet har ingen sådan marknad. Ingenting har ändrats. Välj en av programmets.",
  unknown_unit: "Programmet har ingen sådan enhet. Ingenting har ändrats. Välj en av programmets.",
  amount_out_of_range:
    "Beloppet går inte att bokföra. Ingenting har bokförts. Kontrollera det och skriv om det.",
  wrong_currency:
    "Det är fel valuta för den här marknaden. Ingenting har bokförts. Ange beloppet i marknadens valuta.",
  occurred_in_future:
    "Tiden ligger i framtiden. Ingenting har bokförts. Kontrollera klockan på enheten.",
  too_old:
    "Det hände för länge sedan för att bokföras här. Ingenting har bokförts. Läs in det som historik i stället.",
  clock_wrong:
    "Klockan i kassan går mer än 48 timmar fel. Köpet är sparat och väntar på att någon i klubben tar ställning. Ställ klockan på enheten.",
  invalid_identifier:
    "Det ser varken ut som en e-postadress eller ett telefonnummer. Kontrollera det och försök igen.",
  card_not_valid:
    "Kortet går inte att läsa; koden kan vara för gammal. Ingenting har bokförts. Öppna kortet i telefonen igen, eller skriv numret.",
  join_at_till: "Här går man med i butiken: visa koden i kassan.",
  code_wrong: "Koden stämmer inte, eller har gått ut. Be om en ny.",
  code_used: "Koden är redan använd. Be om en ny.",
  code_expired: "Koden har gått ut. Be om en ny.",
  delivery_failed: "Koden gick inte att skicka. Kontrollera adressen och försök igen.",
  last_identity:
    "Det är den sista adressen klubben når dig på. Den finns kvar. Lägg först till en annan, eller lämna klubben.",
  open_holds:
    "Något är reserverat för ett köp som pågår. Ingenting har ändrats. Vänta tills det är klart.",
  cannot_merge: "De två kan inte bli en medlem. Ingenting har ändrats. Se vad som står i vägen.",
  wallet_shared:
    "Andra använder samma saldo. Ingenting har ändrats. Låt dem först lämna hushållet eller företaget.",
  field_answer_invalid:
    "Svaret passar inte frågan. Det har inte sparats. Ändra det och försök igen.",
  wording_missing:
    "Klubben har inte skrivit vad samtycket betyder. Ingenting har sparats. Texten måste finnas först.",
  member_frozen:
    "Medlemskapet är fryst: inget kan användas förrän klubben har sett efter. Ingenting har dragits, och köp ger som vanligt.",
  insufficient_balance:
    "Det räcker inte just nu. Ingenting har dragits. Ta mindre, eller välj något annat.",
  return_exceeds_purchase:
    "Det är mer än vad som köptes, eller är kvar att lämna tillbaka. Ingenting har bokförts. Kontrollera kvittot och antalet.",
  nothing_to_return:
    "Inget sådant köp finns att lämna tillbaka. Ingenting har bokförts. Kontrollera kvittots nummer.",
  ambiguous_receipt:
    "Numret finns på flera ställen. Ingenting har bokförts. Välj vilket köp som menas.",
  unit_not_spendable:
    "Den enheten räknas bara och kan inte användas. Ingenting har dragits. Välj en annan.",
  unknown_hold: "Reservationen finns inte längre. Ingenting har dragits. Reservera igen.",
  hold_exists:
    "Det är redan reserverat. Ingenting har dragits två gånger. Fortsätt med den reservation som finns.",
  unknown_reward: "Belöningen finns inte i programmet. Ingenting har dragits. Välj en annan.",
  reward_unavailable:
    "Belöningen går inte att få just nu. Ingenting har dragits. Titta efter vem den är till för, och när.",
  reward_not_granted:
    "Det finns ingen oanvänd sådan belöning. Ingenting har dragits. Ta den för poäng, eller välj en annan.",
  reward_limit_reached:
    "Den är redan tagen så många gånger som går. Ingenting har dragits. Välj en annan belöning.",
  out_of_stock: "Den är slut. Ingenting har dragits. Välj en annan.",
  money_missing:
    "Den del av priset som betalas i pengar saknas. Ingenting har dragits. Betala den och försök igen.",
  unknown_redemption:
    "Den belöningen finns inte här. Ingenting har ändrats. Gå tillbaka och välj igen.",
  reward_used:
    "Belöningen är redan använd, avbokad eller har gått ut. Ingenting har dragits. Välj en annan.",
  code_not_valid:
    "Koden går inte att använda: den kan vara felskriven, använd eller ha gått ut. Ingenting har ändrats. Kontrollera den tecken för tecken.",
  gift_card_too_low:
    "Presentkortet räcker inte. Ingenting har dragits. Ta mindre från det, och resten i pengar.",
  early_access_only:
    "Det får bara vissa medlemmar köpa än så länge. Ingenting har bokförts. Ta bort varan, eller vänta tills den är till för alla.",
  seat_taken:
    "Platsen, eller platsen i kön, är redan tagen av samma medlem. Ingenting har dragits. Avboka den först för att välja om.",
  unknown_quote:
    "Uträkningen finns inte längre. Ingenting har bokförts. Den görs om med samma varor.",
  quote_expired:
    "Uträkningen har gått ut. Ingenting har bokförts, och det reserverade är fritt igen. Försök en gång till.",
  quote_ended:
    "Köpet är redan avslutat. Ingenting har bokförts två gånger. Gör en retur om något blev fel.",
  quote_changed:
    "Något har ändrats sedan det räknades ut. Ingenting har bokförts. Se på summan och försök igen.",
  tender_not_possible:
    "Det går inte att betala det här köpet så. Ingenting har dragits. Betala den delen i pengar.",
  evidence_missing:
    "Det behövs något som visar att det har hänt. Ingenting har bokförts. Lägg till det och försök igen.",
  evidence_not_accepted:
    "Det räcker inte som intyg för aktiviteten. Ingenting har bokförts. Använd ett av dem programmet godtar.",
  field_unknown:
    "Aktiviteten har inget sådant fält. Ingenting har bokförts. Ta bort det, eller lägg till det i programmet.",
  field_invalid:
    "Ett fält innehåller något som inte går. Ingenting har bokförts. Ändra det och försök igen.",
  contract_unknown:
    "Medlemmen har inget sådant avtal. Ingenting har bokförts. Avtalets start måste komma först.",
  contract_exists:
    "Avtalet har redan börjat. Ingenting har bokförts två gånger. Använd ett annat avtalsnummer.",
  programme_invalid:
    "Programmet hänger inte ihop. Ingenting har publicerats. Rätta det som är utpekat.",
  programme_backdated:
    "Ett program kan inte börja gälla bakåt i tiden. Ingenting har publicerats. Välj en tid från och med nu.",
  broken_promise:
    "Programmet bryter ett löfte till medlemmarna. Ingenting har publicerats. Välj en senare dag, eller ta tillbaka det som blir sämre.",
  id_reused:
    "Ett id stod för något annat förut. Ingenting har publicerats. Ge det nya ett nytt id.",
  no_programme:
    "Klubben har inget program som gäller än. Ingenting har bokförts. Publicera ett först.",
  erased: "Medlemmen är raderad på egen begäran. Ingenting har bokförts. Skicka det inte igen.",
};
