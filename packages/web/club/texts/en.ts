import type { Same } from "../../ui/text.ts";
import { uiTexts } from "../../ui/texts.ts";
import type { sv } from "./sv.ts";

export const en: Same<typeof sv> = {
  ui: uiTexts.en,
  tabs: { home: "Home", rewards: "Rewards", club: "Club", me: "Me", label: "Main menu" },
  card: { open: "Show card" },
  home: { hello: "Hello {{name}}", helloNobody: "Hello!" },
};
