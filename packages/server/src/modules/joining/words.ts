/** What the messages with codes and notices say: short, and the same for everybody. */
import type { MessageLanguage } from "./domain.ts";

type Texts = {
  readonly subject: (club: string) => string;
  readonly code: (club: string, code: string) => string;
  readonly link: string;
  readonly ignore: string;
  readonly added: (club: string, masked: string) => string;
  readonly removed: (club: string, masked: string) => string;
  readonly device: (club: string, masked: string) => string;
  /** What the club does meanwhile. */
  readonly waits: (hours: number) => string;
  readonly changedSubject: (club: string) => string;
  readonly notYou: string;
};

const texts: Record<MessageLanguage, Texts> = {
  sv: {
    subject: (club) => `Din kod till ${club}`,
    code: (club, code) => `Din kod till ${club} är ${code}. Den gäller i tio minuter.`,
    link: "Eller öppna länken:",
    ignore: "Bad du inte om någon kod? Då behöver du inte göra något.",
    added: (club, masked) => `${masked} har lagts till på ditt medlemskap i ${club}.`,
    removed: (club, masked) => `${masked} har tagits bort från ditt medlemskap i ${club}.`,
    device: (club, masked) =>
      `Någon loggade in på ditt medlemskap i ${club} från en ny enhet, med koden som skickades till ${masked}.`,
    waits: (hours) => `Stora uttag i appen väntar i ${hours} timmar.`,
    changedSubject: (club) => `Ändring av ditt medlemskap i ${club}`,
    notYou: "Var det inte du? Hör av dig till oss så snart du kan.",
  },
  da: {
    subject: (club) => `Din kode til ${club}`,
    code: (club, code) => `Din kode til ${club} er ${code}. Den gælder i ti minutter.`,
    link: "Eller åbn linket:",
    ignore: "Bad du ikke om en kode? Så behøver du ikke gøre noget.",
    added: (club, masked) => `${masked} er føjet til dit medlemskab i ${club}.`,
    removed: (club, masked) => `${masked} er fjernet fra dit medlemskab i ${club}.`,
    device: (club, masked) =>
      `Nogen loggede ind på dit medlemskab i ${club} fra en ny enhed med koden, der blev sendt til ${masked}.`,
    waits: (hours) => `Store indløsninger i appen venter i ${hours} timer.`,
    changedSubject: (club) => `Ændring af dit medlemskab i ${club}`,
    notYou: "Var det ikke dig? Kontakt os, så snart du kan.",
  },
  en: {
    subject: (club) => `Your code for ${club}`,
    code: (club, code) => `Your code for ${club} is ${code}. It works for ten minutes.`,
    link: "Or open the link:",
    ignore: "If you did not ask for a code, you need not do anything.",
    added: (club, masked) => `${masked} was added to your membership in ${club}.`,
    removed: (club, masked) => `${masked} was removed from your membership in ${club}.`,
    device: (club, masked) =>
      `Somebody signed in to your membership in ${club} from a new device, with the code sent to ${masked}.`,
    waits: (hours) => `Large redemptions in the app wait for ${hours} hours.`,
    changedSubject: (club) => `Your membership in ${club} has changed`,
    notYou: "Was it not you? Tell us as soon as you can.",
  },
};

export type Change = "added" | "removed" | "device";

export type Words = {
  readonly subject: string;
  /** Of a mail. */
  readonly text: string;
  /** Of a text message. */
  readonly short: string;
};

/** The message with a code. */
export function codeWords(input: {
  readonly language: MessageLanguage;
  readonly club: string;
  readonly code: string;
  readonly link: string | null;
}): Words {
  const { subject, code, link, ignore } = texts[input.language];
  const said = code(input.club, input.code);
  const opened = input.link === null ? [] : [`${link}\n${input.link}`];
  return {
    subject: subject(input.club),
    text: `${[said, ...opened, ignore].join("\n\n")}\n`,
    short: said,
  };
}

/** The notice to the addresses a member had before. */
export function changeWords(input: {
  readonly language: MessageLanguage;
  readonly club: string;
  readonly how: Change;
  readonly masked: string;
  /** How long large redemptions wait after it; 0: not at all. */
  readonly waitHours: number;
}): Words {
  const words = texts[input.language];
  const told = words[input.how](input.club, input.masked);
  const said = input.waitHours === 0 ? told : `${told} ${words.waits(input.waitHours)}`;
  return {
    subject: words.changedSubject(input.club),
    text: `${said}\n\n${words.notYou}\n`,
    short: `${said} ${words.notYou}`,
  };
}
