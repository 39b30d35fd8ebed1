/** Words of rewards, catalogue, what is owed and the intake. */
import { intakeTexts, ledgerTexts } from "./stock-books.ts";
import { catalogueTexts } from "./stock-catalogue.ts";
import { deviceTexts } from "./stock-devices.ts";
import { rewardsTexts } from "./stock-rewards.ts";

const of = <Language extends "sv" | "da" | "en">(language: Language) => ({
  rewards: rewardsTexts[language],
  catalogue: catalogueTexts[language],
  ledger: ledgerTexts[language],
  intake: intakeTexts[language],
  devices: deviceTexts[language],
});

export const texts = { sv: of("sv"), da: of("da"), en: of("en") };
export type StockTexts = typeof texts.sv;
