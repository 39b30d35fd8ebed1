/** Where and who, and the few things that are not about a customer. */
import { Lock, Settings } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/card.tsx";
import { first, LANGUAGES } from "../../ui/first.ts";
import { language } from "../../ui/format.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { chooseLanguage, chosenTheme, chooseTheme, THEMES } from "../../ui/text.ts";
import { Choice, Toggle } from "../../ui/toggle.tsx";
import { changeDevice, useDevice } from "../kept/device.ts";
import { usePlace } from "../kept/place.ts";
import { signOut } from "./lock.tsx";
import { IconButton } from "./icon-button.tsx";

export function Head() {
  const { t } = useTranslation();
  const { store, onDuty } = usePlace();
  const { pins } = useDevice();
  const [isOpen, setOpen] = useState(false);
  const pin = pins[onDuty.id];
  return (
    <header className="flex items-center justify-between gap-3">
      <p className="flex min-w-0 flex-wrap items-center gap-x-3">
        <span className="font-display text-xl font-semibold">{store.name}</span>
        {first.club.demo && (
          <Chip tone="accent">
            <span className="text-base">{t("ui.demo")}</span>
          </Chip>
        )}
        <span className="text-muted">{onDuty.name}</span>
      </p>
      <div className="flex shrink-0 gap-2">
        {typeof pin === "object" && (
          <IconButton label={t("pin.lock")} onClick={() => changeDevice({ isLocked: true })}>
            <Lock aria-hidden="true" />
          </IconButton>
        )}
        <IconButton label={t("settings.open")} onClick={() => setOpen(true)}>
          <Settings aria-hidden="true" />
        </IconButton>
      </div>
      {isOpen && <SettingsSheet onClose={() => setOpen(false)} />}
    </header>
  );
}

function SettingsSheet({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { store, onDuty } = usePlace();
  const { sound, pins } = useDevice();
  const [theme, setTheme] = useState(chosenTheme());
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("settings.open")}
      close="size-14"
    >
      <div className="flex flex-col gap-5">
        <p>{t("settings.person", { name: onDuty.name, store: store.name })}</p>
        <Toggle
          label={t("settings.sound")}
          checked={sound}
          onChange={(on) => changeDevice({ sound: on })}
        />
        <Choice
          legend={t("ui.language")}
          size="min-h-14"
          value={language()}
          options={LANGUAGES.map((value) => ({ value, text: t(`ui.languages.${value}`) }))}
          onChange={(chosen) => void chooseLanguage(chosen)}
        />
        <Choice
          legend={t("ui.theme.title")}
          size="min-h-14"
          value={theme}
          options={THEMES.map((value) => ({ value, text: t(`ui.theme.${value}`) }))}
          onChange={(chosen) => {
            chooseTheme(chosen);
            setTheme(chosen);
          }}
        />
        <Button size="till" kind="plain" onClick={() => changeDevice({ store: null })}>
          {t("store.change")}
        </Button>
        <Button
          size="till"
          kind="plain"
          onClick={() => changeDevice({ pins: { ...pins, [onDuty.id]: "ask" }, isLocked: false })}
        >
          {t("pin.choose")}
        </Button>
        <Button size="till" kind="plain" onClick={() => void signOut()}>
          {t("settings.signOut")}
        </Button>
      </div>
    </Sheet>
  );
}
