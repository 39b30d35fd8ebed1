/** The member app in Swedish: the shape of the other languages. */
import { uiTexts } from "../../ui/texts.ts";

export const sv = {
  ui: uiTexts.sv,
  tabs: { home: "Hem", rewards: "Belöningar", club: "Klubben", me: "Jag", label: "Huvudmeny" },
  card: { open: "Visa kort" },
  home: { hello: "Hej {{name}}", helloNobody: "Hej!" },
};
